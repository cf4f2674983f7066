package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The services that were asked for, as they stood at one place in the log.
 *
 * @param position that place
 * @param now the store's time
 * @param names of all services of the namespace, also of those not asked for
 * @param services the records of those asked for; an empty {@link Records} for one that has none
 * @param rejected entries under our keys that could not be read, in words; they were left out, and the registry has said
 *     so in its log
 */
public record Snapshot(
        Position position, Instant now, Set<String> names, Map<String, Records> services, List<String> rejected) {

    public Snapshot {
        names = Set.copyOf(names);
        services = Map.copyOf(services);
        rejected = List.copyOf(rejected);
    }

    /**
     * The records of one service.
     *
     * @param leases when each registered instance's lease ends, by the store's clock
     */
    public record Records(
            List<Registration> registrations,
            List<OperatorOverride> overrides,
            List<Observation> observations,
            Map<InstanceKey, Instant> leases) {

        public static final Records NONE = new Records(List.of(), List.of(), List.of(), Map.of());

        public Records {
            registrations = List.copyOf(registrations);
            overrides = List.copyOf(overrides);
            observations = List.copyOf(observations);
            leases = Map.copyOf(leases);
        }
    }
}
