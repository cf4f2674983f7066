package io.haplatform.redis;

import java.util.List;

/**
 * A Redis Cluster.
 *
 * @param nodes at least one; the others are learnt from it. All are entered as the first one is: a node must be the same
 *     to us whoever has named it
 */
public record RedisCluster(List<RedisEndpoint> nodes) implements RedisDeployment {

    public RedisCluster {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("spring.data.redis.cluster.nodes must be one node or more but is empty");
        }
        RedisAccess access = nodes.get(0).access();
        nodes = nodes.stream()
                .map(node -> new RedisEndpoint(node.host(), node.port(), access))
                .toList();
        int database = access.database();
        if (database != 0) {
            throw new IllegalArgumentException(
                    "spring.data.redis.database must be 0 with Redis Cluster, which has no other, but is " + database);
        }
    }

    @Override
    public RedisAccess access() {
        return nodes.get(0).access();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return access().uri("redis-cluster", RedisEndpoint.addresses(nodes));
    }
}
