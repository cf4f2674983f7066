package io.haplatform.redis;

import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Knows where the master is. */
interface Locator extends AutoCloseable {

    /**
     * Where the master is now; fails with a sentence when nobody can tell. Not yet that it answers there.
     *
     * @param thorough asks several, and believes the newest answer; else the first that answers will do
     */
    CompletionStage<RedisEndpoint> locate(boolean thorough);

    /** Whether the answer can ever change. */
    boolean moves();

    @Override
    void close();

    static Locator of(
            RedisDeployment deployment,
            Keys keys,
            Failures failures,
            Connector connector,
            RedisPolicy policy,
            SerialExecutor serial,
            Draws draws) {
        // to connect and to say hello on it
        Duration limit = policy.connectTimeout().multipliedBy(2);
        if (deployment instanceof RedisSentinels sentinels) {
            return new AskingLocator(new SentinelQuestion(sentinels), connector, limit, serial, draws);
        } else if (deployment instanceof RedisCluster cluster) {
            return new AskingLocator(new ClusterQuestion(cluster, keys, failures), connector, limit, serial, draws);
        }
        return fixed((RedisEndpoint) deployment);
    }

    private static Locator fixed(RedisEndpoint server) {
        return new Locator() {
            @Override
            public CompletionStage<RedisEndpoint> locate(boolean thorough) {
                return CompletableFuture.completedFuture(server);
            }

            @Override
            public boolean moves() {
                return false;
            }

            @Override
            public void close() {}
        };
    }
}
