package io.haplatform.sample.chaos;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The faults that are switched on. */
@Component
@Profile("chaos")
class Faults {

    private record Latency(int ms, int percent) {}

    private final Object changed = new Object();
    private volatile Latency latency = new Latency(0, 0);
    private volatile int errorPercent;
    private volatile long hangUntil = System.nanoTime();

    void slow(int ms, int percent) {
        latency = new Latency(ms, percent);
    }

    void fail(int percent) {
        errorPercent = percent;
    }

    void hang(int seconds) {
        synchronized (changed) {
            hangUntil = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            changed.notifyAll();
        }
    }

    /** Holds the request as long as the faults say. */
    void await() throws InterruptedException {
        synchronized (changed) {
            for (long left = hangUntil - System.nanoTime(); left > 0; left = hangUntil - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(changed, left);
            }
        }
        Latency now = latency;
        if (hits(now.percent())) {
            TimeUnit.MILLISECONDS.sleep(now.ms());
        }
    }

    boolean failsNow() {
        return hits(errorPercent);
    }

    private static boolean hits(int percent) {
        return percent > 0 && ThreadLocalRandom.current().nextInt(100) < percent;
    }
}
