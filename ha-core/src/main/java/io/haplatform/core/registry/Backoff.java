package io.haplatform.core.registry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between repeated tries: full jitter (anything from nothing to the bound), the bound doubling from 100 ms to a
 * ceiling, so that a fleet that lost its store together does not come back to it together.
 *
 * <p>Not thread-safe. Source: Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog 2015.
 */
final class Backoff {

    private static final long FIRST_MILLIS = 100;

    /** The longest that a large fleet is spread over after what all of it have met. */
    private static final Duration LONGEST_SPREAD = Duration.ofSeconds(3);

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    void succeeded() {
        failures = 0;
    }

    /** Counts a failure and says how long to wait for the next try. */
    Duration failed(Duration ceiling) {
        long bound = Math.min(ceiling.toMillis(), FIRST_MILLIS << Math.min(failures, 20));
        failures++;
        return Duration.ofMillis(1 + random.nextLong(Math.max(1, bound)));
    }

    /** How long to wait after what so many have met at once: a millisecond for each of them. */
    Duration together(int processes) {
        long spread = Math.min(processes, LONGEST_SPREAD.toMillis());
        return Duration.ofMillis(random.nextLong(Math.max(1, spread)));
    }
}
