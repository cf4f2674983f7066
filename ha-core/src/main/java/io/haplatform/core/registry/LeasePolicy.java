package io.haplatform.core.registry;

import java.time.Duration;

/**
 * How often an owner renews and how long it is believed without.
 *
 * @param renewInterval between renewals, ±10 % at random
 * @param leaseDuration after the last renewal; at least twice the interval, three times is advisable, at most an hour
 */
public record LeasePolicy(Duration renewInterval, Duration leaseDuration) {

    private static final Duration LONGEST = Duration.ofHours(1);

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
        if (leaseDuration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("lease-duration must be at most " + LONGEST.toHours() + "h but is "
                    + leaseDuration.toMillis() + "ms; whoever dies stays listed for as long");
        }
    }

    /** From how many instances on renewals and leases stretch, so that the store's load stays what it is there. */
    public static final int STRETCH_ABOVE = 4_000;

    /** What a fleet is asked for and granted; longer than a policy may be where the fleet is large enough. */
    public record Stretched(Duration renewInterval, Duration leaseDuration) {}

    /** Both for a fleet of this size: they grow in proportion above {@link #STRETCH_ABOVE}. */
    public Stretched stretchedTo(int instances) {
        return instances <= STRETCH_ABOVE
                ? new Stretched(renewInterval, leaseDuration)
                : new Stretched(stretch(renewInterval, instances), stretch(leaseDuration, instances));
    }

    private static Duration stretch(Duration duration, int instances) {
        return Duration.ofMillis(duration.toMillis() * instances / STRETCH_ABOVE);
    }

    /** Whether one lost renewal already comes close to losing the lease. */
    public boolean isTight() {
        return leaseDuration.compareTo(renewInterval.multipliedBy(3)) < 0;
    }
}
