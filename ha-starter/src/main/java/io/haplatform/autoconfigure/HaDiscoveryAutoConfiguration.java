package io.haplatform.autoconfigure;

import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.time.Time;
import io.haplatform.spring.discovery.EventRelay;
import io.haplatform.spring.discovery.HaDiscoveryClient;
import io.haplatform.spring.discovery.HaReactiveDiscoveryClient;
import io.haplatform.spring.discovery.HaServiceRegistry;
import io.haplatform.spring.discovery.Lookups;
import io.haplatform.spring.discovery.RegistryEvents;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.ConditionalOnDiscoveryEnabled;
import org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.AbstractApplicationContext;

/** The directory as Spring Cloud's discovery clients, service registry and events. */
@AutoConfiguration(
        after = HaRegistryAutoConfiguration.class,
        before = {
            CommonsClientAutoConfiguration.class,
            ReactiveCommonsClientAutoConfiguration.class,
            SimpleDiscoveryClientAutoConfiguration.class,
            SimpleReactiveDiscoveryClientAutoConfiguration.class
        })
@ConditionalOnDiscoveryEnabled
@ConditionalOnBean({Directory.class, Registrar.class})
public final class HaDiscoveryAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Lookups haLookups(Directory directory) {
        return new Lookups(directory);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = "spring.cloud.discovery.blocking.enabled", matchIfMissing = true)
    HaDiscoveryClient haDiscoveryClient(Lookups lookups) {
        return new HaDiscoveryClient(lookups);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = "spring.cloud.discovery.reactive.enabled", matchIfMissing = true)
    HaReactiveDiscoveryClient haReactiveDiscoveryClient(Lookups lookups) {
        return new HaReactiveDiscoveryClient(lookups);
    }

    @Bean
    @ConditionalOnMissingBean
    HaServiceRegistry haServiceRegistry(Registrar registrar, Directory directory, Time time) {
        return new HaServiceRegistry(registrar, directory, time);
    }

    @Bean
    @ConditionalOnMissingBean
    EventRelay haEventRelay(AbstractApplicationContext context) {
        return new EventRelay(context);
    }

    @Bean
    @ConditionalOnMissingBean
    RegistryEvents haRegistryEvents(Directory directory, EventRelay relay, Time time) {
        return new RegistryEvents(directory, relay, time, directory);
    }
}
