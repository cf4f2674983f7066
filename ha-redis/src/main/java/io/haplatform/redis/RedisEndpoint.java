package io.haplatform.redis;

import io.haplatform.core.instance.Names;
import io.lettuce.core.SslOptions;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis server answers and who we are to it.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port usually 6379
 * @param database 0 unless told otherwise
 * @param username the ACL user, or null for the default one
 * @param password or null when the server asks for none; never printed
 * @param tls whether to speak TLS; the server's name is verified
 * @param ssl key and trust material for TLS, or null for what the JDK trusts
 */
public record RedisEndpoint(
        String host,
        int port,
        int database,
        @Nullable String username,
        @Nullable String password,
        boolean tls,
        @Nullable SslOptions ssl) {

    public RedisEndpoint {
        Names.host(host);
        Names.port(port);
        if (database < 0) {
            throw new IllegalArgumentException("spring.data.redis.database must be 0 or more but is " + database);
        }
    }

    /** A server that asks for nothing. */
    public static RedisEndpoint of(String host, int port) {
        return new RedisEndpoint(host, port, 0, null, null, false, null);
    }

    /** {@code host:port}. */
    public String address() {
        return Names.address(host, port);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return (tls ? "rediss://" : "redis://") + (username == null ? "" : username + "@") + address() + "/" + database;
    }
}
