package io.haplatform.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
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

    /** About this long, a fifth more or less: processes that started together do not stay in step. */
    synchronized Duration around(Duration middle) {
        long fifth = middle.toMillis() / 5;
        return middle.plusMillis(random.nextLong(2 * fifth + 1) - fifth);
    }

    /** The same in another order. */
    synchronized <T> List<T> shuffled(List<T> items) {
        List<T> shuffled = new ArrayList<>(items);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            Collections.swap(shuffled, i, (int) random.nextLong(i + 1));
        }
        return shuffled;
    }
}
