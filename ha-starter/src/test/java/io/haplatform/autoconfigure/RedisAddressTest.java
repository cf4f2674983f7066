package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.redis.RedisEndpoint;
import io.lettuce.core.SslOptions;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
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
                .isEqualTo(new RedisEndpoint("redis.example", 6380, 3, "ann", "secret", false, null));
    }

    @Test
    void aUrlSaysAllOfIt() {
        assertThat(endpoint(application, "spring.data.redis.url=redis://ann:secret@redis.example:6380/2"))
                .isEqualTo(new RedisEndpoint("redis.example", 6380, 2, "ann", "secret", false, null));
    }

    @Test
    void aUrlWithRedissAsksForTls() {
        RedisEndpoint endpoint =
                endpoint(application, "spring.data.redis.url=rediss://ann:secret@redis.example:6380/2");

        assertThat(endpoint.tls()).isTrue();
        assertThat(endpoint.host()).isEqualTo("redis.example");
        assertThat(endpoint.username()).isEqualTo("ann");
    }

    @Test
    void tlsWithoutABundleTrustsWhatTheJdkTrusts() {
        assertThat(endpoint(application, "spring.data.redis.ssl.enabled=true").tls())
                .isTrue();
    }

    @Test
    void aBundleBringsItsTrustProtocolsAndCiphers() {
        RedisEndpoint endpoint =
                endpoint(application.withPropertyValues(BUNDLE), "spring.data.redis.ssl.bundle=registry");

        assertThat(endpoint.tls()).isTrue();
        SslOptions options = Objects.requireNonNull(endpoint.ssl());
        assertThat(options.getProtocols()).containsExactly("TLSv1.3");
        assertThat(options.getCipherSuites()).containsExactly("TLS_AES_256_GCM_SHA384");
    }

    @Test
    void connectionDetailsWinOverTheUrlAndItsTls() {
        RedisEndpoint endpoint = endpoint(
                application.withBean(DataRedisConnectionDetails.class, () -> details(null)),
                "spring.data.redis.url=rediss://redis.example:6380");

        assertThat(endpoint).isEqualTo(new RedisEndpoint("127.0.0.1", 1234, 5, "bob", "hidden", false, null));
    }

    @Test
    void connectionDetailsBringTheirOwnBundle() {
        RedisEndpoint endpoint =
                endpoint(application.withPropertyValues(BUNDLE).withUserConfiguration(WithBundle.class));

        assertThat(endpoint.tls()).isTrue();
        assertThat(Objects.requireNonNull(endpoint.ssl()).getProtocols()).containsExactly("TLSv1.3");
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
        AtomicReference<RedisEndpoint> found = new AtomicReference<>();
        application
                .withPropertyValues(settings)
                .run(context -> found.set(RedisAddress.of(
                        context.getBean(DataRedisConnectionDetails.class),
                        context.getBeanProvider(DataRedisProperties.class).getIfAvailable())));
        return Objects.requireNonNull(found.get());
    }
}
