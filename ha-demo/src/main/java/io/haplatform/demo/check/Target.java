package io.haplatform.demo.check;

import io.haplatform.demo.process.Waiting;
import java.time.Duration;

/**
 * What a fault may cost: no failed request, and this long until everyone noticed. Machines are noisy, so the figures
 * are printed beside the target and only {@value #GENEROSITY} times the target fails the check.
 *
 * @param callers until no caller picks the instance any more
 * @param admin until admin no longer shows it as up
 */
record Target(Duration callers, Duration admin) {

    private static final int GENEROSITY = 5;
    private static final Duration MARGIN = Duration.ofMillis(500);

    Duration callersGate() {
        return callers.multipliedBy(GENEROSITY);
    }

    /**
     * Leaves a lost instance lost until callers who still pick it, or come back to it, were seen doing so too late.
     *
     * @return the time it was left until, by {@link System#nanoTime}
     */
    long waitPastCallersGate(long faultNanos) {
        Duration left = callersGate().plus(MARGIN).minusNanos(System.nanoTime() - faultNanos);
        if (!left.isNegative()) {
            Waiting.pause(left);
        }
        return System.nanoTime();
    }

    Duration adminGate() {
        return admin.multipliedBy(GENEROSITY);
    }
}
