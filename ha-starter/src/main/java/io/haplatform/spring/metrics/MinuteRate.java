package io.haplatform.spring.metrics;

import io.haplatform.core.time.Ticker;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often something happens per second, as the mean of the last sixty full seconds.
 *
 * <p>Thread-safe without locks; a count that falls into the instant in which a second is begun anew may be lost.
 */
final class MinuteRate {

    private static final int SECONDS = 60;
    private static final int SLOTS = SECONDS + 2;
    private static final long NANOS = 1_000_000_000L;

    private final Ticker ticker;
    private final long origin;
    private final AtomicLongArray counts = new AtomicLongArray(SLOTS);
    private final AtomicLongArray seconds = new AtomicLongArray(SLOTS);

    MinuteRate(Ticker ticker) {
        this.ticker = ticker;
        this.origin = ticker.nanos();
        for (int i = 0; i < SLOTS; i++) {
            seconds.set(i, -1);
        }
    }

    void mark() {
        mark(1);
    }

    void mark(long times) {
        long second = second();
        int slot = (int) (second % SLOTS);
        long seen = seconds.get(slot);
        if (seen != second && seconds.compareAndSet(slot, seen, second)) {
            counts.set(slot, 0);
        }
        counts.addAndGet(slot, times);
    }

    double perSecond() {
        return (double) lastMinute() / SECONDS;
    }

    /** How often in the last sixty full seconds. */
    long lastMinute() {
        long second = second();
        long sum = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            long age = second - seconds.get(slot);
            if (seconds.get(slot) >= 0 && age >= 1 && age <= SECONDS) {
                sum += counts.get(slot);
            }
        }
        return sum;
    }

    private long second() {
        return (ticker.nanos() - origin) / NANOS;
    }
}
