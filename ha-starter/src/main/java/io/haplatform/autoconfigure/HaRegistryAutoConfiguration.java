package io.haplatform.autoconfigure;

import io.haplatform.core.observe.SocketProber;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.RefusalProbe;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.SnapshotFile;
import io.haplatform.core.time.Time;
import io.haplatform.redis.RedisDeployment;
import io.haplatform.redis.RedisPolicy;
import io.haplatform.redis.RedisRegistry;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Registry, directory and registrar: what everything else builds on. An application without a web server has them too,
 * to find others.
 */
@AutoConfiguration(after = {HaTimeAutoConfiguration.class, DataRedisAutoConfiguration.class})
@ConditionalOnProperty(name = "ha.registry.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HaRegistryProperties.class)
public final class HaRegistryAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(HaRegistryAutoConfiguration.class);

    private final SecureRandom random = new SecureRandom();

    @Bean
    @ConditionalOnMissingBean
    LeasePolicy haLeasePolicy(HaRegistryProperties properties) {
        LeasePolicy policy = properties.leasePolicy();
        if (policy.isTight()) {
            log.warn(
                    "ha.registry.lease-duration is {} ms, less than three times ha.registry.renew-interval ({} ms): one lost renewal can cost the registration; lengthen it to {} ms",
                    policy.leaseDuration().toMillis(),
                    policy.renewInterval().toMillis(),
                    policy.renewInterval().multipliedBy(3).toMillis());
        }
        return policy;
    }

    @Bean(initMethod = "start")
    @ConditionalOnMissingBean
    Directory haDirectory(
            Registry registry,
            ObjectProvider<RegistryWrapper> wrappers,
            Time time,
            HaRegistryProperties properties,
            ObjectProvider<SnapshotFile> file) {
        Directory directory = new Directory(
                RegistryWrapper.wrap(registry, wrappers),
                time,
                DirectoryPolicy.firstLookupWithin(properties.firstLookupTimeout()),
                random,
                file.getIfAvailable());
        directory.follow(properties.subscribe());
        return directory;
    }

    @Bean
    @ConditionalOnMissingBean
    RefusalProbe haRefusalProbe(Time time) {
        // no bean of its own: a prober of the application's own is for its calls
        return new SocketProber(time)::refusal;
    }

    @Bean(initMethod = "start")
    @ConditionalOnMissingBean
    Registrar haRegistrar(
            Registry registry,
            ObjectProvider<RegistryWrapper> wrappers,
            Directory directory,
            LeasePolicy policy,
            Time time,
            RefusalProbe refusals,
            Environment environment) {
        return new Registrar(
                RegistryWrapper.wrap(registry, wrappers),
                directory,
                policy,
                time,
                random,
                application(environment) + "-" + draw(),
                refusals);
    }

    @Bean
    @ConditionalOnProperty(name = "ha.registry.fail-fast", havingValue = "true")
    FailFastStart haFailFastStart(Registry registry, HaRegistryProperties properties) {
        return new FailFastStart(registry, properties.failFastTimeout());
    }

    private static String application(Environment environment) {
        return environment.getProperty("spring.application.name", "application");
    }

    private String draw() {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The registry on the application's Redis, over connections of its own. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "ha.registry.type", havingValue = "redis", matchIfMissing = true)
    @ConditionalOnClass({RedisRegistry.class, DataRedisConnectionDetails.class})
    @ConditionalOnMissingBean(Registry.class)
    static final class Redis {

        @Bean
        Registry haRegistry(
                ObjectProvider<DataRedisConnectionDetails> details,
                ObjectProvider<DataRedisProperties> redis,
                HaRegistryProperties properties,
                LeasePolicy policy,
                Time time) {
            DataRedisConnectionDetails found = details.getIfAvailable();
            if (found == null) {
                throw new InvalidSettingException(
                        "ha.registry.type",
                        "ha.registry.type is redis, but Spring Boot's DataRedisAutoConfiguration, which knows where Redis is, is excluded",
                        "Remove the exclusion, or set ha.registry.enabled=false.");
            }
            RedisDeployment deployment = RedisAddress.of(found, redis.getIfAvailable());
            log.info("The registry is {}, namespace {}", deployment, properties.namespace());
            return new RedisRegistry(
                    deployment, properties.namespace(), policy, RedisPolicy.DEFAULT, time, new SecureRandom());
        }

        @Bean
        @ConditionalOnProperty(name = "ha.registry.last-known-good.enabled", matchIfMissing = true)
        @ConditionalOnBean(DataRedisConnectionDetails.class)
        @ConditionalOnMissingBean
        SnapshotFile haSnapshotFile(
                HaRegistryProperties properties,
                DataRedisConnectionDetails details,
                ObjectProvider<DataRedisProperties> redis,
                Environment environment) {
            return LastKnownGoodFile.of(
                    properties, application(environment), RedisAddress.of(details, redis.getIfAvailable()));
        }
    }

    /** What a registry on Redis needs is not there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "ha.registry.type", havingValue = "redis", matchIfMissing = true)
    @Conditional(WithoutRedis.Missing.class)
    @ConditionalOnMissingBean(Registry.class)
    static final class WithoutRedis {

        static final class Missing extends NoneNestedConditions {

            Missing() {
                super(ConfigurationPhase.PARSE_CONFIGURATION);
            }

            @ConditionalOnClass({RedisRegistry.class, DataRedisConnectionDetails.class})
            static final class Present {}
        }

        @Bean
        @SuppressWarnings("DoNotCallSuggester")
        Registry haRegistry() {
            throw new InvalidSettingException(
                    "ha.registry.type",
                    "ha.registry.type is redis, but ha-redis and Spring Data Redis must be on the class path and are not",
                    "Add spring-boot-starter-data-redis and ha-redis again, or set ha.registry.enabled=false.");
        }
    }

    /** A registry inside this process. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "ha.registry.type", havingValue = "memory")
    @ConditionalOnMissingBean(Registry.class)
    static final class Memory {

        @Bean
        Registry haRegistry(Time time, LeasePolicy policy) {
            log.info("The registry is in memory: this application sees nobody but itself");
            return new InMemoryRegistry(time, policy, new SecureRandom());
        }
    }
}
