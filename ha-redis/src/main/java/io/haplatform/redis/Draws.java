package io.haplatform.redis;

import java.time.Duration;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** What is drawn at random. Safe from any thread, which a {@link RandomGenerator} need not be. */
final class Draws {

    private static final Duration FLOOR = Duration.ofMillis(20);

    /** The longest wait for a server that is away: it may be back any moment. */
    static final Duration SOON = Duration.ofMillis(500);

    /** The longest wait for a server that does not let us in: it will not before somebody has changed a setting. */
    static final Duration LATER = Duration.ofSeconds(10);

    private final RandomGenerator random;

    Draws(RandomGenerator random) {
        this.random = random;
    }

    /** 16 digits that nobody else draws. */
    synchronized String nonce() {
        return HexFormat.of().toHexDigits(random.nextLong());
    }

    /**
     * How long to wait before another try: full jitter, up to 20 ms at first, doubled with each failure.
     *
     * @param longest which of {@link #SOON} and {@link #LATER}
     */
    synchronized Duration backoff(int failures, Duration longest) {
        long ceiling = Math.min(longest.toMillis(), FLOOR.toMillis() << Math.min(failures, 10));
        return Duration.ofMillis(random.nextLong(ceiling + 1));
    }
}
