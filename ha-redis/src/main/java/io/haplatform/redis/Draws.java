package io.haplatform.redis;

import java.time.Duration;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** What is drawn at random. Safe from any thread, which a {@link RandomGenerator} need not be. */
final class Draws {

    private static final Duration FLOOR = Duration.ofMillis(20);
    private static final Duration CAP = Duration.ofMillis(500);

    private final RandomGenerator random;

    Draws(RandomGenerator random) {
        this.random = random;
    }

    /** 16 digits that nobody else draws. */
    synchronized String nonce() {
        return HexFormat.of().toHexDigits(random.nextLong());
    }

    /** How long to wait before another try: full jitter, up to 20 ms at first and half a second in the end. */
    synchronized Duration backoff(int failures) {
        long ceiling = Math.min(CAP.toMillis(), FLOOR.toMillis() << Math.min(failures, 10));
        return Duration.ofMillis(random.nextLong(ceiling + 1));
    }
}
