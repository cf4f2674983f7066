package io.haplatform.admin.operate;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Snapshot;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the store says of one instance at one moment.
 *
 * @param registration null when it is not registered
 * @param stored the override, ended or not; null when there is none
 * @param leaseEnds null when it is not registered
 * @param now the store's time
 */
record Known(
        InstanceKey key,
        @Nullable Registration registration,
        @Nullable OperatorOverride stored,
        List<Observation> observations,
        @Nullable Instant leaseEnds,
        Instant now) {

    static Known in(Snapshot snapshot, InstanceKey key) {
        Snapshot.Records records = snapshot.services().getOrDefault(key.service(), Snapshot.Records.NONE);
        return new Known(
                key,
                records.registrations().stream()
                        .filter(r -> r.key().equals(key))
                        .findFirst()
                        .orElse(null),
                records.overrides().stream()
                        .filter(o -> o.key().equals(key))
                        .findFirst()
                        .orElse(null),
                records.observations().stream().filter(o -> o.key().equals(key)).toList(),
                records.leases().get(key),
                snapshot.now());
    }

    /** The override that counts: one that has ended says nothing any more. */
    @Nullable
    OperatorOverride holding() {
        return stored != null && stored.holdsAt(now) ? stored : null;
    }

    long nextVersion() {
        return stored == null ? 1 : stored.version() + 1;
    }

    /** As readers see it with this override; null when it is not registered. */
    @Nullable
    Instance with(@Nullable OperatorOverride override) {
        return registration == null ? null : Instance.of(registration, override, observations, now);
    }
}
