package io.haplatform.spring.actuate;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Registration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** An instance as the endpoint shows it. */
public record InstanceDescription(
        String id,
        String address,
        String scheme,
        String status,
        String reason,
        int weight,
        String region,
        String zone,
        String version,
        List<String> tags,
        Map<String, String> metadata,
        int managementPort,
        boolean overridden,
        int observations,
        Instant since,
        Instant registeredAt) {

    public static InstanceDescription of(Instance instance) {
        Registration registration = instance.registration();
        return new InstanceDescription(
                instance.key().id(),
                registration.address(),
                registration.scheme(),
                instance.status().name(),
                instance.reason(),
                instance.weight(),
                registration.region(),
                registration.zone(),
                registration.version(),
                instance.tags(),
                registration.metadata(),
                registration.managementPort(),
                instance.override() != null,
                instance.observations().size(),
                registration.since(),
                registration.registeredAt());
    }
}
