package io.haplatform.core.instance;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values for the tests of this package. */
final class Sample {

    static final InstanceKey KEY = new InstanceKey("orders", "a");
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private Sample() {}

    static Registration registration(Status status, String reason) {
        return new Registration(
                KEY,
                "first",
                "10.0.0.1",
                8080,
                "http",
                0,
                100,
                "",
                "",
                "",
                List.of("blue"),
                Map.of(),
                status,
                reason,
                NOW,
                NOW);
    }

    static OperatorOverride override(@Nullable Status status, String reason, @Nullable Instant until) {
        return new OperatorOverride(KEY, 1, 7, List.of("gray"), status, "alice", reason, NOW, until, Map.of());
    }

    static Observation observation(String observer, Observation.Evidence evidence, Instant expiresAt) {
        return new Observation(KEY, "first", observer, evidence, "saw " + evidence, NOW, expiresAt);
    }
}
