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

    /** Whether one lost renewal already comes close to losing the lease. */
    public boolean isTight() {
        return leaseDuration.compareTo(renewInterval.multipliedBy(3)) < 0;
    }
}
