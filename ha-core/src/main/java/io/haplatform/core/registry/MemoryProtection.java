package io.haplatform.core.registry;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether too many leases ended at once for silence to prove anything: begins when more than {@link Protection#limit} are
 * silent, and lasts until they have been fewer for one lease, or none is, or as many others renew as there were.
 *
 * <p>Not thread-safe.
 */
final class MemoryProtection {

    private @Nullable Instant since;
    private Instant until = Instant.MIN;
    private int before;
    private Protection state = Protection.NONE;

    /**
     * A sweep has counted.
     *
     * @param silent whose lease has ended while nothing proves their death
     * @param fleet how many there are, the silent ones included
     * @param span the longest lease
     */
    void onSweep(int silent, int fleet, Duration span, Instant now) {
        if (until.isAfter(now.plus(span))) {
            until = now.plus(span);
        }
        if (silent > Protection.limit(fleet)) {
            if (since == null) {
                since = now;
                before = fleet;
            }
            until = now.plus(span);
        } else if (silent == 0 || !now.isBefore(until)) {
            since = null;
        }
        state = since == null || fleet - silent >= before
                ? Protection.NONE
                : new Protection(true, since, silent, fleet, before);
    }

    /** These were proven dead and are gone: nobody need take their place. */
    void onRemoved(int proven) {
        before = Math.max(0, before - proven);
        if (state.active()) {
            state = new Protection(true, state.since(), state.ended(), state.fleet(), before);
        }
    }

    /** As of the last sweep. */
    Protection state() {
        return state;
    }
}
