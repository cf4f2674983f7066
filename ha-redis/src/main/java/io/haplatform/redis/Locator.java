package io.haplatform.redis;

import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Knows where the master is. */
@FunctionalInterface
interface Locator {

    /**
     * Where the master is now; fails with a sentence when nobody can tell. Not yet that it answers there.
     *
     * @param thorough asks several, and believes the newest answer; else the first that answers will do
     */
    CompletionStage<RedisEndpoint> locate(boolean thorough);

    /** Whether the answer can ever change. */
    default boolean moves() {
        return false;
    }

    static Locator of(
            RedisDeployment deployment,
            Keys keys,
            Failures failures,
            Connections connections,
            RedisPolicy policy,
            SerialExecutor serial,
            Draws draws) {
        // to connect and to say hello on it
        Duration limit = policy.connectTimeout().multipliedBy(2);
        if (deployment instanceof RedisSentinels sentinels) {
            return new AskingLocator(new SentinelQuestion(sentinels), connections, limit, serial, draws);
        } else if (deployment instanceof RedisCluster cluster) {
            return new AskingLocator(new ClusterQuestion(cluster, keys, failures), connections, limit, serial, draws);
        }
        CompletionStage<RedisEndpoint> server = CompletableFuture.completedStage((RedisEndpoint) deployment);
        return thorough -> server;
    }
}
