package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.haplatform.core.call.CallGuard;
import io.haplatform.core.time.ManualTime;
import io.haplatform.spring.resilience.BreakerGuard;
import io.haplatform.spring.resilience.Breakers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class HaResilienceAutoConfigurationTest {

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(HaTimeAutoConfiguration.class, HaResilienceAutoConfiguration.class));

    @Test
    void everyServiceHasABreakerThatOpensAtHalfAndWaitsThirtySeconds() {
        context.run(started -> {
            assertThat(started).hasSingleBean(BreakerGuard.class);
            CircuitBreakerConfig config = breaker(started.getBean(HaResilienceProperties.class), "orders");
            assertThat(config.getSlidingWindowType()).isEqualTo(SlidingWindowType.TIME_BASED);
            assertThat(config.getFailureRateThreshold()).isEqualTo(50);
            assertThat(wait(config)).isEqualTo(Duration.ofSeconds(30));
        });
    }

    @Test
    void aCountBasedBreakerOpensAfterFiveFailuresAndWaitsAMinute() {
        context.withPropertyValues("ha.resilience.breaker.sliding-window-type=count-based")
                .run(started -> {
                    CircuitBreakerConfig config = breaker(started.getBean(HaResilienceProperties.class), "orders");
                    assertThat(config.getSlidingWindowSize()).isEqualTo(5);
                    assertThat(config.getFailureRateThreshold()).isEqualTo(100);
                    assertThat(wait(config)).isEqualTo(Duration.ofSeconds(60));
                });
    }

    @Test
    void oneServiceMayDiffer() {
        context.withPropertyValues(
                        "ha.resilience.services.orders.breaker.wait-duration-in-open-state=7s",
                        "ha.resilience.services.stock.breaker.enabled=false")
                .run(started -> {
                    HaResilienceProperties properties = started.getBean(HaResilienceProperties.class);
                    assertThat(wait(breaker(properties, "orders"))).isEqualTo(Duration.ofSeconds(7));
                    assertThat(wait(breaker(properties, "other"))).isEqualTo(Duration.ofSeconds(30));
                    assertThat(properties.breakerOf("stock")).isEmpty();
                });
    }

    @Test
    void canBeSwitchedOff() {
        context.withPropertyValues("ha.resilience.enabled=false")
                .run(started -> assertThat(started).doesNotHaveBean(CallGuard.class));
    }

    @Test
    void backsOffWithoutResilience4j() {
        context.withClassLoader(new FilteredClassLoader("io.github.resilience4j"))
                .run(started -> {
                    assertThat(started).hasNotFailed();
                    assertThat(started).doesNotHaveBean(CallGuard.class);
                });
    }

    @Test
    void theApplicationsOwnBeansWin() {
        context.withUserConfiguration(Own.class).run(started -> {
            assertThat(started).hasSingleBean(CircuitBreakerRegistry.class);
            assertThat(started.getBean(Breakers.class)).isSameAs(started.getBean("mine"));
        });
    }

    @Test
    void aThresholdBeyondItsRangeIsRefusedByName() {
        context.withPropertyValues("ha.resilience.breaker.failure-rate-threshold=150")
                .run(started -> assertThat(started)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidSettingException.class)
                        .hasMessage("ha.resilience.breaker.failure-rate-threshold must be more than 0 and at most 100"
                                + " but is 150.0"));
    }

    @Test
    void aWrongValueOfOneServiceNamesThatService() {
        context.withPropertyValues("ha.resilience.services.orders.breaker.sliding-window-size=0")
                .run(started -> assertThat(started)
                        .getFailure()
                        .rootCause()
                        .hasMessage("ha.resilience.services.orders.breaker.sliding-window-size must be between 1 and"
                                + " 86400 but is 0"));
    }

    private static CircuitBreakerConfig breaker(HaResilienceProperties properties, String service) {
        return properties.breakerOf(service).orElseThrow();
    }

    private static Duration wait(CircuitBreakerConfig config) {
        return Duration.ofMillis(config.getWaitIntervalFunctionInOpenState().apply(1));
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {

        @Bean
        CircuitBreakerRegistry breakers() {
            return CircuitBreakerRegistry.ofDefaults();
        }

        @Bean
        Breakers mine(CircuitBreakerRegistry registry) {
            return new Breakers(registry, service -> Optional.empty(), new ManualTime());
        }
    }
}
