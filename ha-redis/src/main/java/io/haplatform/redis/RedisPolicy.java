package io.haplatform.redis;

import java.time.Duration;

/**
 * How long Redis may take before it counts as away.
 *
 * @param connectTimeout to make a connection, and once more to say hello on it
 * @param commandTimeout for the answer to a command; one that is not in time is followed by a PING, and a PING that is
 *     not in time ends the connection
 * @param blockTime how long the log reader waits inside Redis; an answer is overdue a second later
 * @param checkInterval how often sentinels or the nodes of a cluster are asked whether the master is still the same, a
 *     fifth more or less, when nothing seems wrong
 */
public record RedisPolicy(
        Duration connectTimeout, Duration commandTimeout, Duration blockTime, Duration checkInterval) {

    public static final RedisPolicy DEFAULT = new RedisPolicy(
            Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(10));

    public RedisPolicy {
        atLeast("connect timeout of Redis", connectTimeout, 10);
        atLeast("command timeout of Redis", commandTimeout, 10);
        atLeast("block time of the log reader", blockTime, 10);
        atLeast("interval between two checks of the master", checkInterval, 10);
    }

    private static void atLeast(String subject, Duration value, long millis) {
        if (value.toMillis() < millis) {
            throw new IllegalArgumentException(
                    subject + " must be at least " + millis + "ms but is " + value.toMillis() + "ms");
        }
    }
}
