package io.haplatform.redis;

import io.haplatform.core.instance.Names;
import io.lettuce.core.SslOptions;
import java.net.URI;
import java.net.URISyntaxException;
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

    /** Reads {@code redis://user:password@host:port/database}, or {@code rediss} for TLS. */
    public static RedisEndpoint parse(String uri) {
        try {
            URI parsed = new URI(uri);
            boolean tls = "rediss".equals(parsed.getScheme());
            if (parsed.getHost() == null || (!tls && !"redis".equals(parsed.getScheme()))) {
                throw new URISyntaxException(uri, "no scheme redis or rediss, or no host");
            }
            String host = parsed.getHost().replaceAll("^\\[|]$", "");
            String path = parsed.getPath() == null ? "" : parsed.getPath().replace("/", "");
            String[] user = parsed.getUserInfo() == null
                    ? new String[0]
                    : parsed.getUserInfo().split(":", 2);
            return new RedisEndpoint(
                    host,
                    parsed.getPort() < 0 ? 6379 : parsed.getPort(),
                    path.isEmpty() ? 0 : Integer.parseInt(path),
                    user.length == 0 || user[0].isEmpty() ? null : user[0],
                    user.length < 2 ? null : user[1],
                    tls,
                    null);
        } catch (URISyntaxException | NumberFormatException e) {
            // the address may hold a password: it is not repeated
            throw new IllegalArgumentException(
                    "address of Redis must be like redis://user:password@host:6379/0 but cannot be read as that");
        }
    }

    /** {@code host:port}. */
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return (tls ? "rediss://" : "redis://") + (username == null ? "" : username + "@") + address() + "/" + database;
    }
}
