package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.haplatform.redis.RedisAccess;
import io.haplatform.redis.RedisCluster;
import io.haplatform.redis.RedisDeployment;
import io.haplatform.redis.RedisEndpoint;
import io.haplatform.redis.RedisSentinels;
import io.lettuce.core.SslOptions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** From what Spring Boot knows of Redis to where the registry goes. */
class RedisAddressTest {

    private static final String[] BUNDLE = {
        "spring.ssl.bundle.jks.registry.truststore.location=file:" + System.getProperty("java.home")
                + "/lib/security/cacerts",
        "spring.ssl.bundle.jks.registry.truststore.password=changeit",
        "spring.ssl.bundle.jks.registry.options.enabled-protocols=TLSv1.3",
        "spring.ssl.bundle.jks.registry.options.ciphers=TLS_AES_256_GCM_SHA384"
    };

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, DataRedisAutoConfiguration.class));

    @Test
    void hostPortUserPasswordAndDatabaseAreTheApplications() {
        assertThat(endpoint(
                        application,
                        "spring.data.redis.host=redis.example",
                        "spring.data.redis.port=6380",
                        "spring.data.redis.username=ann",
                        "spring.data.redis.password=secret",
                        "spring.data.redis.database=3"))
                .isEqualTo(new RedisEndpoint("redis.example", 6380, new RedisAccess(3, "ann", "secret", false, null)));
    }

    @Test
    void aUrlSaysAllOfIt() {
        assertThat(endpoint(application, "spring.data.redis.url=redis://ann:secret@redis.example:6380/2"))
                .isEqualTo(new RedisEndpoint("redis.example", 6380, new RedisAccess(2, "ann", "secret", false, null)));
    }

    @Test
    void aUrlWithRedissAsksForTls() {
        RedisEndpoint endpoint =
                endpoint(application, "spring.data.redis.url=rediss://ann:secret@redis.example:6380/2");

        assertThat(endpoint.access().tls()).isTrue();
        assertThat(endpoint.host()).isEqualTo("redis.example");
        assertThat(endpoint.access().username()).isEqualTo("ann");
    }

    @Test
    void tlsWithoutABundleTrustsWhatTheJdkTrusts() {
        assertThat(endpoint(application, "spring.data.redis.ssl.enabled=true")
                        .access()
                        .tls())
                .isTrue();
    }

    @Test
    void aBundleBringsItsTrustProtocolsAndCiphers() {
        RedisEndpoint endpoint =
                endpoint(application.withPropertyValues(BUNDLE), "spring.data.redis.ssl.bundle=registry");

        assertThat(endpoint.access().tls()).isTrue();
        SslOptions options = Objects.requireNonNull(endpoint.access().ssl());
        assertThat(options.getProtocols()).containsExactly("TLSv1.3");
        assertThat(options.getCipherSuites()).containsExactly("TLS_AES_256_GCM_SHA384");
    }

    @Test
    void sentinelsHaveAUserOfTheirOwnAndNoDatabase() {
        assertThat(deployment(
                        application,
                        "spring.data.redis.sentinel.master=main",
                        "spring.data.redis.sentinel.nodes=s1.example:26379,[::1]:26380",
                        "spring.data.redis.sentinel.username=watcher",
                        "spring.data.redis.sentinel.password=hidden",
                        "spring.data.redis.username=ann",
                        "spring.data.redis.password=secret",
                        "spring.data.redis.database=3"))
                .isEqualTo(new RedisSentinels(
                        "main",
                        List.of(
                                new RedisEndpoint("s1.example", 26379, RedisAccess.OPEN.as("watcher", "hidden")),
                                new RedisEndpoint("::1", 26380, RedisAccess.OPEN.as("watcher", "hidden"))),
                        new RedisAccess(3, "ann", "secret", false, null)));
    }

    @Test
    void aClusterIsItsNodes() {
        RedisAccess ann = RedisAccess.OPEN.as("ann", "secret");
        assertThat(deployment(
                        application,
                        "spring.data.redis.cluster.nodes=n1.example:7000,n2.example:7001",
                        "spring.data.redis.username=ann",
                        "spring.data.redis.password=secret"))
                .isEqualTo(new RedisCluster(List.of(
                        new RedisEndpoint("n1.example", 7000, ann), new RedisEndpoint("n2.example", 7001, ann))));
    }

    @Test
    void aBundleIsForSentinelsAndServersAlike() {
        RedisSentinels sentinels = (RedisSentinels) deployment(
                application.withPropertyValues(BUNDLE),
                "spring.data.redis.ssl.bundle=registry",
                "spring.data.redis.sentinel.master=main",
                "spring.data.redis.sentinel.nodes=s1.example:26379");

        assertThat(sentinels.access().tls()).isTrue();
        assertThat(sentinels.access().ssl()).isNotNull();
        assertThat(sentinels.sentinels().get(0).access().ssl())
                .isSameAs(sentinels.access().ssl());
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    spring.data.redis.cluster.nodes=n1:7000 | spring.data.redis.database=2 \
                        | spring.data.redis.database must be 0 with Redis Cluster, which has no other, but is 2
                    spring.data.redis.cluster.nodes=n 1:7000 | spring.data.redis.database=0 \
                        | spring.data.redis.cluster.nodes must be a host name, an IPv4 or an IPv6 address, without scheme, port or brackets but is 'n 1'
                    spring.data.redis.masterreplica.nodes=n1:6379 | spring.data.redis.database=0 \
                        | spring.data.redis.masterreplica.nodes must not be set, but is: nobody there says which server is the master after a failover
                    """)
    void whatCannotWorkIsRefusedInOneSentence(String one, String other, String sentence) {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> deployment(application, one, other))
                .withMessage(sentence);
    }

    @Test
    void connectionDetailsWinOverTheUrlAndItsTls() {
        RedisEndpoint endpoint = endpoint(
                application.withBean(DataRedisConnectionDetails.class, () -> details(null)),
                "spring.data.redis.url=rediss://redis.example:6380");

        assertThat(endpoint)
                .isEqualTo(new RedisEndpoint("127.0.0.1", 1234, new RedisAccess(5, "bob", "hidden", false, null)));
    }

    @Test
    void connectionDetailsBringTheirOwnBundle() {
        RedisEndpoint endpoint =
                endpoint(application.withPropertyValues(BUNDLE).withUserConfiguration(WithBundle.class));

        assertThat(endpoint.access().tls()).isTrue();
        assertThat(Objects.requireNonNull(endpoint.access().ssl()).getProtocols())
                .containsExactly("TLSv1.3");
    }

    @Configuration(proxyBeanMethods = false)
    static class WithBundle {

        @Bean
        DataRedisConnectionDetails details(SslBundles bundles) {
            return RedisAddressTest.details(bundles.getBundle("registry"));
        }
    }

    private static DataRedisConnectionDetails details(@Nullable SslBundle bundle) {
        return new DataRedisConnectionDetails() {
            @Override
            public String getUsername() {
                return "bob";
            }

            @Override
            public String getPassword() {
                return "hidden";
            }

            @Override
            public @Nullable SslBundle getSslBundle() {
                return bundle;
            }

            @Override
            public Standalone getStandalone() {
                return Standalone.of("127.0.0.1", 1234, 5);
            }
        };
    }

    private RedisEndpoint endpoint(ApplicationContextRunner application, String... settings) {
        return (RedisEndpoint) deployment(application, settings);
    }

    private RedisDeployment deployment(ApplicationContextRunner application, String... settings) {
        AtomicReference<RedisDeployment> found = new AtomicReference<>();
        application
                .withPropertyValues(settings)
                .run(context -> found.set(RedisAddress.of(
                        context.getBean(DataRedisConnectionDetails.class),
                        context.getBeanProvider(DataRedisProperties.class).getIfAvailable())));
        return Objects.requireNonNull(found.get());
    }
}
