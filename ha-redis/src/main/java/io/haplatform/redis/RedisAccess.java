package io.haplatform.redis;

import io.lettuce.core.SslOptions;
import org.jspecify.annotations.Nullable;

/**
 * Who we are to a Redis server, and how we speak to it.
 *
 * @param database 0 unless told otherwise
 * @param username the ACL user, or null for the default one
 * @param password or null when the server asks for none; never printed
 * @param tls whether to speak TLS; the server's name is verified
 * @param ssl key and trust material for TLS, or null for what the JDK trusts
 */
public record RedisAccess(
        int database, @Nullable String username, @Nullable String password, boolean tls, @Nullable SslOptions ssl) {

    /** To a server that asks for nothing. */
    public static final RedisAccess OPEN = new RedisAccess(0, null, null, false, null);

    public RedisAccess {
        if (database < 0) {
            throw new IllegalArgumentException("spring.data.redis.database must be 0 or more but is " + database);
        }
    }

    /** The same with another user; the sentinels of a master have their own. */
    public RedisAccess as(@Nullable String otherUsername, @Nullable String otherPassword) {
        return new RedisAccess(database, otherUsername, otherPassword, tls, ssl);
    }

    /** The same with another database. */
    public RedisAccess in(int otherDatabase) {
        return new RedisAccess(otherDatabase, username, password, tls, ssl);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return uri("redis", "");
    }

    /** As a URI that names these servers, without the password. */
    String uri(String scheme, String servers) {
        return scheme + (tls ? "s://" : "://") + (username == null ? "" : username + "@") + servers + "/" + database;
    }
}
