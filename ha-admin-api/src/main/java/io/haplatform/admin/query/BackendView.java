package io.haplatform.admin.query;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells an instance as a {@link Backend}. Remembers since when each has its effective status, which is written nowhere:
 * it is the time of the last change that was seen, else what the records themselves say. Thread-safe.
 */
final class BackendView {

    /** A status that was seen to begin. */
    private record Began(Status status, Instant at) {}

    private final Duration leaseDuration;
    private final ConcurrentHashMap<InstanceKey, Began> began = new ConcurrentHashMap<>();

    /** @param leaseDuration that owners are granted; renewals are dated by it */
    BackendView(Duration leaseDuration) {
        this.leaseDuration = leaseDuration;
    }

    void changed(InstanceKey key, Status status, Instant at) {
        began.put(key, new Began(status, at));
    }

    void gone(InstanceKey key) {
        began.remove(key);
    }

    Backend of(Instance instance, @Nullable Instant leaseEnds) {
        Registration r = instance.registration();
        OperatorOverride override = instance.override();
        return new Backend(
                r.key().id(),
                r.key().service(),
                r.host(),
                r.port(),
                r.scheme(),
                r.managementPort() == 0 ? null : Integer.valueOf(r.managementPort()),
                instance.status().name(),
                since(instance),
                nullIfEmpty(instance.reason()),
                instance.weight(),
                nullIfEmpty(r.region()),
                nullIfEmpty(r.zone()),
                nullIfEmpty(r.version()),
                instance.tags(),
                r.metadata(),
                null,
                "registered",
                override == null ? null : imposed(override),
                r.registeredAt(),
                leaseEnds == null ? null : leaseEnds.minus(leaseDuration),
                leaseEnds,
                null,
                null,
                List.of(),
                instance.observations().stream().map(BackendView::evidence).toList());
    }

    private Instant since(Instance instance) {
        Instant written = written(instance);
        Began seen = began.get(instance.key());
        return seen != null && seen.status() == instance.status() && seen.at().isAfter(written) ? seen.at() : written;
    }

    /** When the record that decides the status was written. */
    private static Instant written(Instance instance) {
        OperatorOverride override = instance.override();
        if (override != null && override.status() == instance.status()) {
            return override.at();
        }
        if (instance.status() == Status.SUSPECT) {
            return instance.observations().stream()
                    .map(Observation::at)
                    .min(Instant::compareTo)
                    .orElse(instance.registration().since());
        }
        return instance.registration().since();
    }

    static Backend.Imposed imposed(OperatorOverride override) {
        return new Backend.Imposed(
                override.version(),
                override.weight(),
                override.tags(),
                override.status() == null ? null : override.status().name(),
                override.author(),
                nullIfEmpty(override.reason()),
                override.at(),
                override.until());
    }

    private static Backend.Evidence evidence(Observation o) {
        return new Backend.Evidence(o.observer(), o.evidence().name(), o.detail(), o.at(), o.expiresAt());
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
