package io.haplatform.redis;

/**
 * How Redis is set up, and so who knows which server is the master: one server, or Sentinel, or a cluster. All keys of a
 * namespace lie in one slot, so in each of them a process speaks to one master.
 */
public sealed interface RedisDeployment permits RedisEndpoint, RedisSentinels, RedisCluster {

    /** How we get into the servers that hold data. */
    RedisAccess access();
}
