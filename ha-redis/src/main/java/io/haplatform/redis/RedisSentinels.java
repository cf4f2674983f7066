package io.haplatform.redis;

import java.util.List;

/**
 * A master with replicas, of which sentinels say which it is.
 *
 * @param master the name that the sentinels know it by
 * @param sentinels at least one; each with how we get in there, which need not be as into the master
 * @param access into the servers that hold data
 */
public record RedisSentinels(String master, List<RedisEndpoint> sentinels, RedisAccess access)
        implements RedisDeployment {

    public RedisSentinels {
        if (master.isBlank()) {
            throw new IllegalArgumentException(
                    "spring.data.redis.sentinel.master must be the name that the sentinels know the master by but is ''");
        } else if (sentinels.isEmpty()) {
            throw new IllegalArgumentException(
                    "spring.data.redis.sentinel.nodes must be one sentinel or more but is empty");
        }
        sentinels = List.copyOf(sentinels);
    }

    /** Without passwords. */
    @Override
    public String toString() {
        return access.uri("redis-sentinel", RedisEndpoint.addresses(sentinels)) + "#" + master;
    }
}
