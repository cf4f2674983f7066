package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of instances, by whom.
 *
 * <p>Not thread-safe.
 */
final class MemoryObservations {

    /** As a store that counts whole milliseconds gets them. */
    private static final Comparator<Observation> BY_EXPIRY = Comparator.<Observation>comparingLong(
                    o -> o.expiresAt().plusNanos(999_999).toEpochMilli())
            .thenComparing(o -> o.key() + "|" + o.observer());

    private final Map<InstanceKey, Map<String, Observation>> all = new HashMap<>();

    @Nullable
    Observation of(InstanceKey key, String observer) {
        Map<String, Observation> seen = all.get(key);
        return seen == null ? null : seen.get(observer);
    }

    void put(Observation observation) {
        all.computeIfAbsent(observation.key(), k -> new TreeMap<>()).put(observation.observer(), observation);
    }

    /** Takes back what one observer saw; gives it, expired or not. */
    @Nullable
    Observation withdraw(InstanceKey key, String observer) {
        Map<String, Observation> seen = all.get(key);
        return seen == null ? null : seen.remove(observer);
    }

    void forget(InstanceKey key) {
        all.remove(key);
    }

    void forgetOtherIncarnations(InstanceKey key, String incarnation) {
        Map<String, Observation> seen = all.get(key);
        if (seen != null) {
            seen.values().removeIf(o -> !o.incarnation().equals(incarnation));
        }
    }

    /** Those of one instance that have not expired. */
    Stream<Observation> valid(InstanceKey key, Instant now) {
        return all.getOrDefault(key, Map.of()).values().stream().filter(o -> now.isBefore(o.expiresAt()));
    }

    /** The first that have expired. */
    List<Observation> expired(Instant now, int most) {
        return all.values().stream()
                .flatMap(seen -> seen.values().stream())
                .filter(o -> !now.isBefore(o.expiresAt()))
                .sorted(BY_EXPIRY)
                .limit(most)
                .toList();
    }

    /** Forgets this one, unless it was replaced. */
    void remove(Observation observation) {
        Map<String, Observation> seen = all.get(observation.key());
        if (seen != null) {
            seen.remove(observation.observer(), observation);
            if (seen.isEmpty()) {
                all.remove(observation.key());
            }
        }
    }
}
