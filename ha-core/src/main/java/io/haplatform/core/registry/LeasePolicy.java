package io.haplatform.core.registry;

import java.time.Duration;

/**
 * How often an owner renews and how long it is believed without.
 *
 * @param renewInterval between renewals, ±10 % at random
 * @param leaseDuration after the last renewal; at least twice the interval, three times is advisable
 */
public record LeasePolicy(Duration renewInterval, Duration leaseDuration) {

    public static final LeasePolicy DEFAULT = new LeasePolicy(Duration.ofSeconds(2), Duration.ofSeconds(6));

    public LeasePolicy {
        if (renewInterval.compareTo(Duration.ofMillis(50)) < 0) {
            throw new IllegalArgumentException(
                    "renew-interval must be at least 50ms but is " + renewInterval.toMillis() + "ms");
        }
        if (leaseDuration.compareTo(renewInterval.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("lease-duration must be at least twice renew-interval ("
                    + renewInterval.toMillis() + "ms) but is " + leaseDuration.toMillis()
                    + "ms; three times leaves room for one lost renewal");
        }
    }

    /** From how many instances on renewals and leases stretch, so that the store's load stays what it is there. */
    public static final int STRETCH_ABOVE = 4_000;

    /** The policy for a fleet of this size: both durations grow in proportion above {@link #STRETCH_ABOVE}. */
    public LeasePolicy stretchedTo(int instances) {
        return instances <= STRETCH_ABOVE
                ? this
                : new LeasePolicy(stretch(renewInterval, instances), stretch(leaseDuration, instances));
    }

    private static Duration stretch(Duration duration, int instances) {
        return Duration.ofMillis(duration.toMillis() * instances / STRETCH_ABOVE);
    }

    /** Whether one lost renewal already comes close to losing the lease. */
    public boolean isTight() {
        return leaseDuration.compareTo(renewInterval.multipliedBy(3)) < 0;
    }
}
