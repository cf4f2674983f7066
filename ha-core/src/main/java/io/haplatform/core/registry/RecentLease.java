package io.haplatform.core.registry;

import io.haplatform.core.time.Time;
import java.time.Duration;

/**
 * The longest lease that was granted in the last minutes. A store that was emptied believes its fleet to be small, and
 * grants leases that are not stretched, just when owners need long to come back.
 *
 * <p>Not thread-safe.
 */
final class RecentLease {

    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final Time time;
    private Duration longest = LeasePolicy.DEFAULT.leaseDuration();
    private boolean granted;
    private long grantedAt;

    RecentLease(Time time) {
        this.time = time;
    }

    void granted(Duration lease) {
        boolean forgotten = !granted || time.nanos() - grantedAt > REMEMBERED.toNanos();
        if (forgotten || lease.compareTo(longest) >= 0) {
            longest = lease;
            granted = true;
            grantedAt = time.nanos();
        }
    }

    /** The usual one before the first was granted. */
    Duration get() {
        return longest;
    }
}
