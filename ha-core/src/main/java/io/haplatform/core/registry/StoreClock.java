package io.haplatform.core.registry;

import io.haplatform.core.time.Time;
import java.time.Duration;
import java.time.Instant;

/**
 * The store's time, carried on by the local monotonic clock between replies. It lags by at most the way of the last
 * reply, and owes nothing to the local date.
 *
 * <p>Not thread-safe.
 */
final class StoreClock {

    private final Time time;
    private Instant learned;
    private long learnedAt;

    StoreClock(Time time) {
        this.time = time;
        learn(time.now());
    }

    /** @param now the store's time as a reply that has just come says it */
    void learn(Instant now) {
        learned = now;
        learnedAt = time.nanos();
    }

    Instant now() {
        return learned.plus(Duration.ofNanos(time.nanos() - learnedAt));
    }
}
