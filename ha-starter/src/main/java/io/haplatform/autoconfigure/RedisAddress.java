package io.haplatform.autoconfigure;

import io.haplatform.redis.RedisAccess;
import io.haplatform.redis.RedisCluster;
import io.haplatform.redis.RedisDeployment;
import io.haplatform.redis.RedisEndpoint;
import io.haplatform.redis.RedisSentinels;
import io.lettuce.core.SslOptions;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where the registry's Redis is, taken from Spring Boot's connection details: what {@code spring.data.redis.*} says, or
 * a service connection of Testcontainers or Docker Compose. Only the address is shared with the application, never a
 * connection.
 */
final class RedisAddress {

    private static final String REMEDY =
            "Point spring.data.redis.host and port, spring.data.redis.url, spring.data.redis.sentinel.* or"
                    + " spring.data.redis.cluster.nodes at Redis; or set ha.registry.enabled=false to do without a"
                    + " registry.";

    private RedisAddress() {}

    /** @param properties of Spring Boot, which alone know whether a URL asks for TLS; may be absent */
    static RedisDeployment of(DataRedisConnectionDetails details, @Nullable DataRedisProperties properties) {
        DataRedisConnectionDetails.Sentinel sentinel = details.getSentinel();
        DataRedisConnectionDetails.Cluster cluster = details.getCluster();
        if (sentinel != null) {
            return sentinels(sentinel, access(details, sentinel.getDatabase(), false));
        } else if (cluster != null) {
            RedisAccess access = access(details, properties == null ? 0 : properties.getDatabase(), false);
            List<RedisEndpoint> nodes = endpoints("spring.data.redis.cluster.nodes", cluster.getNodes(), access);
            return InvalidSettingException.checked(
                    nodes.isEmpty() ? "spring.data.redis.cluster.nodes" : "spring.data.redis.database",
                    () -> new RedisCluster(nodes));
        } else if (details.getMasterReplica() != null) {
            throw new InvalidSettingException(
                    "spring.data.redis.masterreplica.nodes",
                    "spring.data.redis.masterreplica.nodes must not be set, but is: nobody there says which server is the"
                            + " master after a failover",
                    REMEDY);
        }
        DataRedisConnectionDetails.Standalone server = details.getStandalone();
        if (server == null) {
            throw new InvalidSettingException(
                    "spring.data.redis.host",
                    "spring.data.redis.host must name the Redis that keeps the registry but is not set",
                    REMEDY);
        }
        return endpoint(
                "spring.data.redis.host",
                server.getHost(),
                server.getPort(),
                access(details, server.getDatabase(), urlAsksForTls(properties, server)));
    }

    private static RedisSentinels sentinels(DataRedisConnectionDetails.Sentinel sentinel, RedisAccess access) {
        // sentinels have no databases, and a user of their own
        RedisAccess toSentinels = access.in(0).as(sentinel.getUsername(), sentinel.getPassword());
        List<RedisEndpoint> nodes = endpoints("spring.data.redis.sentinel.nodes", sentinel.getNodes(), toSentinels);
        String master = Objects.requireNonNullElse(sentinel.getMaster(), "");
        return InvalidSettingException.checked(
                nodes.isEmpty() ? "spring.data.redis.sentinel.nodes" : "spring.data.redis.sentinel.master",
                () -> new RedisSentinels(master, nodes, access));
    }

    private static RedisAccess access(DataRedisConnectionDetails details, int database, boolean tls) {
        SslBundle bundle = details.getSslBundle();
        return InvalidSettingException.checked(
                "spring.data.redis.database",
                () -> new RedisAccess(
                        database,
                        details.getUsername(),
                        details.getPassword(),
                        tls || bundle != null,
                        bundle == null ? null : options(bundle)));
    }

    private static List<RedisEndpoint> endpoints(
            String setting, List<DataRedisConnectionDetails.Node> nodes, RedisAccess access) {
        return nodes.stream()
                .map(node -> endpoint(setting, node.host(), node.port(), access))
                .toList();
    }

    private static RedisEndpoint endpoint(String setting, String host, int port, RedisAccess access) {
        return InvalidSettingException.checked(
                setting, () -> new RedisEndpoint(host.replaceAll("^\\[|]$", ""), port, access));
    }

    /** A service connection wins over the URL: then the URL speaks of another server. */
    private static boolean urlAsksForTls(
            @Nullable DataRedisProperties properties, DataRedisConnectionDetails.Standalone server) {
        String url = properties == null ? null : properties.getUrl();
        return url != null && url.startsWith("rediss://") && url.contains(server.getHost() + ":" + server.getPort());
    }

    private static SslOptions options(SslBundle bundle) {
        SslOptions.Builder options = SslOptions.builder()
                .keyManager(bundle.getManagers().getKeyManagerFactory())
                .trustManager(bundle.getManagers().getTrustManagerFactory());
        String[] ciphers = bundle.getOptions().getCiphers();
        if (ciphers != null) {
            options.cipherSuites(ciphers);
        }
        String[] protocols = bundle.getOptions().getEnabledProtocols();
        if (protocols != null) {
            options.protocols(protocols);
        }
        return options.build();
    }
}
