package io.haplatform.autoconfigure;

import io.haplatform.core.registry.Registry;
import io.haplatform.core.signing.SignedRegistry;
import io.haplatform.core.signing.SigningPolicy;
import io.haplatform.core.time.Time;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.io.ResourceLoader;

/**
 * Puts signatures between the registry and everybody who uses it, whatever kind of registry it is: what reads or writes
 * around them would be believed, or would not be.
 */
@AutoConfiguration
@ConditionalOnProperty(name = "ha.registry.signing.enabled", havingValue = "true")
@EnableConfigurationProperties({HaSigningProperties.class, HaRegistryProperties.class})
public final class HaSigningAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(HaSigningAutoConfiguration.class);

    /** Lazy: where there is no registry, no key is read. */
    @Bean
    @Lazy
    @ConditionalOnMissingBean
    SigningPolicy haSigningPolicy(
            HaSigningProperties properties, HaRegistryProperties registry, ResourceLoader resources) {
        SigningPolicy policy = new SigningKeys(resources).policy(properties, registry.namespace());
        log.info(
                "Registrations are {} and believed {}",
                policy.signer() == null ? "not signed" : "signed with key '" + properties.keyId() + "'",
                policy.required() ? "only when they are signed" : "unless they are signed wrongly");
        return policy;
    }

    @Bean
    static BeanPostProcessor haRegistrySigning(ObjectProvider<SigningPolicy> policy, ObjectProvider<Time> time) {
        AtomicReference<String> signed = new AtomicReference<>();
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (!(bean instanceof Registry registry) || bean instanceof SignedRegistry) {
                    return bean;
                }
                String first = signed.compareAndExchange(null, name);
                // the same again: a lazy one is tried anew for each who asks, when its key could not be read
                if (first != null && !first.equals(name)) {
                    throw severalRegistries(first, name);
                }
                return new SignedRegistry(registry, policy.getObject(), time.getObject());
            }
        };
    }

    /** One may be built on the other: signed twice, what one writes the other does not believe. */
    private static InvalidSettingException severalRegistries(String first, String second) {
        return new InvalidSettingException(
                "ha.registry.signing.enabled",
                "ha.registry.signing.enabled must be false where there are several registries but is true, with beans '"
                        + first + "' and '" + second + "'",
                "Leave one bean of type Registry, or sign in it and set ha.registry.signing.enabled=false.");
    }
}
