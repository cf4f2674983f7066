package io.haplatform.core.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The reply to a renewal. Comparing {@code head} with what one has applied makes every renewal an anti-entropy check.
 *
 * @param states one per lease, in the order of the renewal
 * @param head the newest log entry
 * @param now the store's time
 * @param watchers how many processes follow this namespace
 * @param renewInterval the pace the registry asks for; longer than the configured one when the fleet is large
 * @param leaseDuration the lease just granted
 * @param statisticsWanted whether somebody asks for call statistics
 * @param protection whether removals are held back
 */
public record Renewed(
        List<LeaseState> states,
        Position head,
        Instant now,
        int watchers,
        Duration renewInterval,
        Duration leaseDuration,
        boolean statisticsWanted,
        Protection protection) {

    private static final Duration LONGEST = Duration.ofDays(1);

    public Renewed {
        if (renewInterval.isZero()
                || renewInterval.isNegative()
                || leaseDuration.compareTo(renewInterval) < 0
                || leaseDuration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("renew interval and lease of a reply must be more than 0 and at most "
                    + LONGEST.toHours() + "h, the lease the longer one, but are " + renewInterval.toMillis() + "ms and "
                    + leaseDuration.toMillis() + "ms");
        }
        states = List.copyOf(states);
    }
}
