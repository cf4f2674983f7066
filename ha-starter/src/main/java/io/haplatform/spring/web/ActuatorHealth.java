package io.haplatform.spring.web;

import java.util.function.Function;
import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;

/**
 * Answers probes as Actuator's health endpoint would answer somebody who has not logged in: components and details are
 * in it only if the application shows them to everybody.
 */
public final class ActuatorHealth implements HealthSource {

    private final HealthEndpointWebExtension endpoint;
    private final HealthEndpointGroups groups;
    private final Function<HealthDescriptor, String> json;

    /** @param json writes a descriptor as Actuator does */
    public ActuatorHealth(
            HealthEndpointWebExtension endpoint, HealthEndpointGroups groups, Function<HealthDescriptor, String> json) {
        this.endpoint = endpoint;
        this.groups = groups;
        this.json = json;
    }

    @Override
    public ProbeAnswer answer(Probe probe) {
        if (probe == Probe.HEALTH) {
            return ask();
        }
        // an application that has switched Actuator's own probes off has no such group: then nothing speaks against it
        return groups.getNames().contains(probe.group()) ? ask(probe.group()) : ProbeAnswer.UP;
    }

    private ProbeAnswer ask(String... path) {
        WebEndpointResponse<HealthDescriptor> response =
                endpoint.health(ApiVersion.LATEST, null, SecurityContext.NONE, false, path);
        HealthDescriptor body = response.getBody();
        boolean good = response.getStatus() < 400 || body == null;
        int status = good ? 200 : 503;
        return body == null ? ProbeAnswer.UP : new ProbeAnswer(status, json.apply(body));
    }
}
