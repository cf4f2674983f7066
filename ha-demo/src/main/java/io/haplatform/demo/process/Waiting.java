package io.haplatform.demo.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what happens in other processes, which can only be asked again and again. */
public final class Waiting {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private Waiting() {}

    /** Asks every 20 ms until the answer is yes; false if it still is no when the time is over. */
    public static boolean until(BooleanSupplier question, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!question.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            pause(PAUSE);
        }
        return true;
    }

    /** @throws DemoFailure if the thread is interrupted, which is how waiting is called off */
    public static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("waiting was called off", e);
        }
    }
}
