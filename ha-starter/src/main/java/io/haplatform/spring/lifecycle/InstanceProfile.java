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
 * @param id unique within the service; null to take {@link #defaultId}
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

    /** The id of an instance that is given none: {@code orders:10.0.0.7:8080}, {@code orders:[fd00::7]:8080}. */
    public static String defaultId(String service, String host, int port) {
        return service + ":" + Names.address(host, port);
    }

    /** The registration that follows, for one start of the process. */
    public Registration at(Endpoint endpoint, String incarnation, Status status, String reason, Instant now) {
        return new Registration(
                new InstanceKey(service, id == null ? defaultId(service, host, endpoint.port()) : id),
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
