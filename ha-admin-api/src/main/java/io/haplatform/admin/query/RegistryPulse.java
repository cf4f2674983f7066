package io.haplatform.admin.query;

import io.haplatform.core.registry.Registry;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the registry for nothing, every two seconds, and times the answer: what a renewal costs at this moment. The next
 * question waits for the last answer. Thread-safe.
 */
final class RegistryPulse {

    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Registry registry;
    private final Time time;
    private final SerialExecutor serial;
    private volatile @Nullable Double latencyMillis;

    RegistryPulse(Registry registry, Time time) {
        this.registry = registry;
        this.time = time;
        this.serial = time.serial("admin pulse");
    }

    void start() {
        serial.execute(this::ask);
    }

    /** Of the last answer; null when the last question had none. */
    @Nullable
    Double latencyMillis() {
        return latencyMillis;
    }

    private void ask() {
        long began = time.nanos();
        registry.snapshot(Set.of()).whenComplete((snapshot, failure) -> {
            latencyMillis = failure == null ? Math.round((time.nanos() - began) / 1_000.0) / 1_000.0 : null;
            serial.schedule(INTERVAL, this::ask);
        });
    }
}
