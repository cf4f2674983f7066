package io.haplatform.redis;

import io.haplatform.core.instance.Names;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One Redis server: where it answers and how we get in.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port usually 6379
 */
public record RedisEndpoint(String host, int port, RedisAccess access) implements RedisDeployment {

    public RedisEndpoint {
        Names.host(host);
        Names.port(port);
    }

    /** A server that asks for nothing. */
    public static RedisEndpoint of(String host, int port) {
        return new RedisEndpoint(host, port, RedisAccess.OPEN);
    }

    /** {@code host:port}. */
    public String address() {
        return Names.address(host, port);
    }

    static String addresses(List<RedisEndpoint> servers) {
        return servers.stream().map(RedisEndpoint::address).collect(Collectors.joining(","));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return access.uri("redis", address());
    }
}
