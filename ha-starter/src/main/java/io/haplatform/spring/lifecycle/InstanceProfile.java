package io.haplatform.spring.lifecycle;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Names;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this application is going to say of itself, as far as it is known before its server has a port.
 *
 * @param service its name
 * @param id unique within the service; null to take {@code service:host:port}
 * @param host where others reach it
 * @param weight share of traffic
 * @param region where it runs, coarse; may be empty
 * @param zone where it runs, fine; may be empty
 * @param version of the software; may be empty
 * @param tags by which rules choose
 * @param metadata for others to know
 */
public record InstanceProfile(
        String service,
        @Nullable String id,
        String host,
        int weight,
        String region,
        String zone,
        String version,
        List<String> tags,
        Map<String, String> metadata) {

    /**
     * Where it can be called.
     *
     * @param port of the application
     * @param managementPort of its Actuator; 0 when it has none of its own
     * @param scheme http or https
     */
    public record Endpoint(int port, int managementPort, String scheme) {}

    /** The registration that follows, for one start of the process. */
    public Registration at(Endpoint endpoint, String incarnation, Status status, String reason, Instant now) {
        String address = Names.address(host, endpoint.port());
        return new Registration(
                new InstanceKey(service, id == null ? service + ":" + address : id),
                incarnation,
                host,
                endpoint.port(),
                endpoint.scheme(),
                endpoint.managementPort(),
                weight,
                region,
                zone,
                version,
                tags,
                metadata,
                status,
                reason,
                now,
                now);
    }
}
