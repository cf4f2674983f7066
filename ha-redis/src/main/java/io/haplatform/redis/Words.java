package io.haplatform.redis;

/** What sentences call a deployment, and a server of it. */
final class Words {

    private Words() {}

    static String of(RedisDeployment deployment) {
        if (deployment instanceof RedisSentinels sentinels) {
            return "Redis master '" + sentinels.master() + "'";
        } else if (deployment instanceof RedisCluster cluster) {
            int others = cluster.nodes().size() - 1;
            return "Redis Cluster at " + cluster.nodes().get(0).address()
                    + (others == 0 ? "" : " and " + others + " more");
        }
        return of((RedisEndpoint) deployment);
    }

    static String of(RedisDeployment deployment, RedisEndpoint server) {
        if (deployment instanceof RedisSentinels) {
            return of(deployment) + " at " + server.address();
        }
        return of(server) + (deployment instanceof RedisCluster ? " in the cluster" : "");
    }

    private static String of(RedisEndpoint server) {
        return "Redis at " + server.address();
    }
}
