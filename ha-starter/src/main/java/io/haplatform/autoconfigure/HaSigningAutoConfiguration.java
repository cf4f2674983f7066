package io.haplatform.autoconfigure;

import io.haplatform.core.registry.Registry;
import io.haplatform.core.signing.SignedRegistry;
import io.haplatform.core.signing.SigningPolicy;
import io.haplatform.core.time.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;

/**
 * Puts signatures between the registry and everybody who uses it, whatever kind of registry it is: what reads or writes
 * around them would be believed, or would not be.
 */
@AutoConfiguration(before = HaRegistryAutoConfiguration.class)
@ConditionalOnProperty(name = "ha.registry.signing.enabled", havingValue = "true")
@EnableConfigurationProperties({HaSigningProperties.class, HaRegistryProperties.class})
public final class HaSigningAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(HaSigningAutoConfiguration.class);

    @Bean
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
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof Registry registry && !(bean instanceof SignedRegistry)
                        ? new SignedRegistry(registry, policy.getObject(), time.getObject())
                        : bean;
            }
        };
    }
}
