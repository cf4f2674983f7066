package io.haplatform.demo.check;

import io.haplatform.demo.process.Waiting;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a fault may cost: no failed request, and this long until everyone noticed. Machines are noisy, so the figures
 * are printed beside the target and only {@value #GENEROSITY} times the target fails the check.
 *
 * @param callers until no caller picks the instance any more; null if callers have nothing to notice
 * @param admin until admin no longer shows it as up or, if none was lost, shows that all are registered again
 */
record Target(@Nullable Duration callers, Duration admin) {

    static final int GENEROSITY = 5;
    private static final Duration MARGIN = Duration.ofMillis(500);

    @Nullable
    Duration callersGate() {
        return callers == null ? null : callers.multipliedBy(GENEROSITY);
    }

    /**
     * Leaves a lost instance lost until callers who still pick it, or come back to it, were seen doing so too late.
     *
     * @return the time it was left until, by {@link System#nanoTime}
     */
    long waitPastCallersGate(long faultNanos) {
        Duration left = Objects.requireNonNull(callersGate()).plus(MARGIN).minusNanos(System.nanoTime() - faultNanos);
        if (!left.isNegative()) {
            Waiting.pause(left);
        }
        return System.nanoTime();
    }

    Duration adminGate() {
        return admin.multipliedBy(GENEROSITY);
    }
}
