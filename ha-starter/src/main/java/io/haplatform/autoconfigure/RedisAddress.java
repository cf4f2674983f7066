package io.haplatform.autoconfigure;

import io.haplatform.redis.RedisEndpoint;
import io.lettuce.core.SslOptions;
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

    private static final String SINGLE =
            "Point spring.data.redis.host and port, or spring.data.redis.url, at one Redis server;"
                    + " or set ha.registry.enabled=false to do without a registry.";

    private RedisAddress() {}

    /** @param properties of Spring Boot, which alone know whether a URL asks for TLS; may be absent */
    static RedisEndpoint of(DataRedisConnectionDetails details, @Nullable DataRedisProperties properties) {
        refuse("spring.data.redis.sentinel.nodes", "Sentinel", details.getSentinel());
        refuse("spring.data.redis.cluster.nodes", "Redis Cluster", details.getCluster());
        refuse("spring.data.redis.masterreplica.nodes", "a master with replicas", details.getMasterReplica());
        DataRedisConnectionDetails.Standalone server = details.getStandalone();
        if (server == null) {
            throw new InvalidSettingException(
                    "spring.data.redis.host",
                    "spring.data.redis.host must name the Redis that keeps the registry but is not set",
                    SINGLE);
        }
        SslBundle bundle = details.getSslBundle();
        String host = server.getHost().replaceAll("^\\[|]$", "");
        return InvalidSettingException.checked(
                "spring.data.redis.host",
                () -> new RedisEndpoint(
                        host,
                        server.getPort(),
                        server.getDatabase(),
                        details.getUsername(),
                        details.getPassword(),
                        bundle != null || urlAsksForTls(properties, server),
                        bundle == null ? null : options(bundle)));
    }

    private static void refuse(String setting, String what, @Nullable Object nodes) {
        if (nodes != null) {
            throw new InvalidSettingException(
                    setting,
                    setting
                            + " must not be set, but is: the registry speaks to a single Redis server in this version, not to "
                            + what,
                    SINGLE);
        }
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
