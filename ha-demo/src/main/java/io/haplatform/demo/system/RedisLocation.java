package io.haplatform.demo.system;

import io.haplatform.demo.process.DemoFailure;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * An existing Redis given with {@code --redis}.
 *
 * @param uri {@code redis://[user:password@]host[:port][/database]}, or {@code rediss://…} for TLS
 */
public record RedisLocation(URI uri) {

    private static final int DEFAULT_PORT = 6379;

    /** @throws DemoFailure if the text is no such address */
    public static RedisLocation parse(String text) {
        try {
            URI uri = new URI(text);
            boolean redis = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
            if (redis && uri.getHost() != null) {
                return new RedisLocation(uri);
            }
        } catch (URISyntaxException malformed) {
            // the same answer: this is no address of a Redis
        }
        throw new DemoFailure("--redis must be an address such as redis://localhost:6379 (or rediss:// for TLS) but is "
                + withoutLogin(text));
    }

    /** Terminals are recorded and looked at over shoulders. */
    private static String withoutLogin(String text) {
        int at = text.lastIndexOf('@');
        int scheme = text.indexOf("://");
        return at < 0
                ? text
                : (scheme < 0 || scheme > at ? "" : text.substring(0, scheme + 3)) + "…" + text.substring(at);
    }

    /** @throws DemoFailure if nothing answers there */
    public void requireReachable() {
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        Probe probe =
                uri.getScheme().equals("rediss") ? Probe.tcp(uri.getHost(), port) : Probe.redis(uri.getHost(), port);
        if (!probe.answers()) {
            throw new DemoFailure("no Redis answers at " + uri.getHost() + ":" + port
                    + ", the address given with --redis; start it, or leave the option out to use the one that is built"
                    + " in");
        }
    }
}
