package io.haplatform.autoconfigure;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.time.Time;
import io.haplatform.spring.actuate.HaSection;
import io.haplatform.spring.resilience.BreakerGuard;
import io.haplatform.spring.resilience.BreakerReport;
import io.haplatform.spring.resilience.Breakers;
import io.haplatform.spring.resilience.BreakersSection;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * A circuit breaker around every load-balanced service, where Resilience4j is on the class path. With
 * {@code resilience4j-spring-boot4} the breakers are in its registry, and so in its endpoints and meters too.
 */
@AutoConfiguration(
        after = HaRegistryAutoConfiguration.class,
        afterName = "io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration",
        beforeName = "io.haplatform.autoconfigure.HaLoadBalancerAutoConfiguration")
@ConditionalOnClass(CircuitBreakerRegistry.class)
@ConditionalOnProperty(name = "ha.resilience.enabled", matchIfMissing = true)
@ConditionalOnBean(Time.class)
@EnableConfigurationProperties(HaResilienceProperties.class)
public final class HaResilienceAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Breakers haBreakers(CircuitBreakerRegistry registry, HaResilienceProperties properties, Time time) {
        return new Breakers(registry, properties::breakerOf, time);
    }

    @Bean
    @ConditionalOnMissingBean
    BreakerGuard haBreakerGuard(Breakers breakers) {
        return new BreakerGuard(breakers);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(Registrar.class)
    BreakerReport haBreakerReport(Breakers breakers, Registrar registrar, Time time) {
        return new BreakerReport(breakers, registrar, time);
    }

    @Bean
    @ConditionalOnMissingBean(name = "haBreakersSection")
    @Order(5)
    HaSection haBreakersSection(Breakers breakers) {
        return new BreakersSection(breakers);
    }

    /** Without Resilience4j's own auto-configuration there is no registry of breakers yet, and nobody meters it. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(CircuitBreakerRegistry.class)
    static final class OwnRegistry {

        @Bean
        CircuitBreakerRegistry haCircuitBreakerRegistry() {
            return CircuitBreakerRegistry.ofDefaults();
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnClass({TaggedCircuitBreakerMetrics.class, MeterBinder.class})
        static final class Metered {

            @Bean
            @ConditionalOnMissingBean
            TaggedCircuitBreakerMetrics haBreakerMeters(CircuitBreakerRegistry registry) {
                return TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(registry);
            }
        }
    }
}
