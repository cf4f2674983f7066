package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values for the tests of this package. */
final class Sample {

    static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private Sample() {}

    static InstanceKey key(String service, String id) {
        return new InstanceKey(service, id);
    }

    /** Up, at an address of its own, in its first incarnation. */
    static Registration instance(String service, String id) {
        return instance(service, id, "first", 100, Status.UP);
    }

    static Registration instance(String service, String id, String incarnation, int weight, Status status) {
        return new Registration(
                key(service, id),
                incarnation,
                id + ".internal",
                8080,
                "http",
                0,
                weight,
                "",
                "",
                "",
                List.of(),
                Map.of(),
                status,
                "",
                THEN,
                THEN);
    }

    static OperatorOverride override(
            String service, String id, @Nullable Integer weight, @Nullable Status status, @Nullable Instant until) {
        return new OperatorOverride(key(service, id), 1, weight, null, status, "alice", "", THEN, until, Map.of());
    }

    static Observation refused(String service, String id, Instant expiresAt) {
        return new Observation(
                key(service, id),
                "first",
                "caller",
                Observation.Evidence.REFUSED,
                "connection refused",
                THEN,
                expiresAt);
    }

    /** To a process that is alone, with the usual terms. */
    static Renewed renewed(Position head, Instant now, LeaseState... states) {
        return renewed(head, now, 1, LeasePolicy.DEFAULT, states);
    }

    static Renewed renewed(Position head, Instant now, int watchers, LeasePolicy granted, LeaseState... states) {
        return new Renewed(
                Arrays.asList(states),
                head,
                now,
                watchers,
                granted.renewInterval(),
                granted.leaseDuration(),
                false,
                Protection.NONE);
    }
}
