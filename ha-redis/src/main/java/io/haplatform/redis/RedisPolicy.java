package io.haplatform.redis;

import java.time.Duration;

/**
 * How long Redis may take before it counts as away.
 *
 * @param connectTimeout to make a connection, and once more to say hello on it
 * @param commandTimeout for the answer to a command; one that is not in time is followed by a PING, and a PING that is
 *     not in time ends the connection
 * @param blockTime how long the log reader waits inside Redis, longer in a {@linkplain #blockTimeAmong large fleet}; an
 *     answer is overdue a second later
 * @param checkInterval how often sentinels or the nodes of a cluster are asked whether the master is still the same, a
 *     fifth more or less, when nothing seems wrong
 */
public record RedisPolicy(
        Duration connectTimeout, Duration commandTimeout, Duration blockTime, Duration checkInterval) {

    public static final RedisPolicy DEFAULT = new RedisPolicy(
            Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(10));

    /** So many readers may come back at the pace of a few. */
    private static final int FEW_WATCHERS = 500;

    private static final int LONGER_AT_MOST = 20;

    private static final int WATCHERS_A_MILLISECOND = 20;
    private static final Duration LONGEST_GATHERING = Duration.ofSeconds(1);

    public RedisPolicy {
        atLeast("connect timeout of Redis", connectTimeout, 10);
        atLeast("command timeout of Redis", commandTimeout, 10);
        atLeast("block time of the log reader", blockTime, 10);
        atLeast("interval between two checks of the master", checkInterval, 10);
    }

    /**
     * How long each of so many readers waits inside Redis. Whenever one's time is up, a Redis older than 7.2 looks through
     * all that wait: with 4,000 at two seconds each, that takes half a core. That a reader has missed something, its
     * process learns from renewals.
     */
    Duration blockTimeAmong(int watchers) {
        return blockTime.multipliedBy(Math.max(1, Math.min(watchers / FEW_WATCHERS, LONGER_AT_MOST)));
    }

    /**
     * How long each of so many readers leaves the log alone after an entry. To wake all of them takes Redis some 40 µs each:
     * in a burst they take several entries at once, and ask at most 20,000 times a second (in fleets of up to 20,000).
     */
    static Duration gatheringAmong(int watchers) {
        return Duration.ofMillis(Math.min(watchers / WATCHERS_A_MILLISECOND, LONGEST_GATHERING.toMillis()));
    }

    private static void atLeast(String subject, Duration value, long millis) {
        if (value.toMillis() < millis) {
            throw new IllegalArgumentException(
                    subject + " must be at least " + millis + "ms but is " + value.toMillis() + "ms");
        }
    }
}
