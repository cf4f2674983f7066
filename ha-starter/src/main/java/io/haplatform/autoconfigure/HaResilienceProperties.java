package io.haplatform.autoconfigure;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.haplatform.core.instance.Names;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The circuit breaker around every load-balanced service, in Resilience4j's own terms. Active where Resilience4j is on
 * the class path.
 *
 * @param enabled whether services get breakers at all
 * @param breaker of every service
 * @param services what differs for single services, by name; what is left out is as in breaker
 */
@ConfigurationProperties("ha.resilience")
public record HaResilienceProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue Breaker breaker,
        @DefaultValue Map<String, Service> services) {

    public HaResilienceProperties {
        services.keySet()
                .forEach(name ->
                        InvalidSettingException.check("ha.resilience.services." + name, () -> Names.service(name)));
        services = Map.copyOf(services);
        breaker.config("ha.resilience.breaker");
        for (Map.Entry<String, Service> service : services.entrySet()) {
            service.getValue()
                    .breaker()
                    .over(breaker)
                    .config("ha.resilience.services." + service.getKey() + ".breaker");
        }
    }

    /** Empty when the service is to have no breaker. */
    public Optional<CircuitBreakerConfig> breakerOf(String service) {
        Service own = services.get(service);
        Breaker merged = own == null ? breaker : own.breaker().over(breaker);
        return Boolean.FALSE.equals(merged.enabled())
                ? Optional.empty()
                : Optional.of(merged.config("ha.resilience.breaker"));
    }

    /**
     * One service.
     *
     * @param breaker of this service
     */
    public record Service(@DefaultValue Breaker breaker) {}

    /**
     * A breaker. What is not set follows from the kind of window: time-based opens at 50 % failed of at least 20 calls
     * in 10 s and waits 30 s; count-based opens when the last 5 calls failed and waits 60 s.
     *
     * @param enabled whether there is one; true unless set
     * @param slidingWindowType time-based (default) or count-based
     * @param slidingWindowSize seconds, or calls; 10 or 5
     * @param minimumNumberOfCalls in the window before a rate counts; 20 or 5
     * @param failureRateThreshold percent of failed calls that open it; 50 or 100
     * @param slowCallDurationThreshold what is longer is slow; 60s
     * @param slowCallRateThreshold percent of slow calls that open it; 100
     * @param waitDurationInOpenState until a few calls are let through; 30s or 60s
     * @param permittedNumberOfCallsInHalfOpenState how many; 5
     */
    public record Breaker(
            @Nullable Boolean enabled,
            @Nullable SlidingWindowType slidingWindowType,
            @Nullable Integer slidingWindowSize,
            @Nullable Integer minimumNumberOfCalls,
            @Nullable Float failureRateThreshold,
            @Nullable Duration slowCallDurationThreshold,
            @Nullable Float slowCallRateThreshold,
            @Nullable Duration waitDurationInOpenState,
            @Nullable Integer permittedNumberOfCallsInHalfOpenState) {

        Breaker over(Breaker common) {
            return new Breaker(
                    either(enabled, common.enabled),
                    either(slidingWindowType, common.slidingWindowType),
                    either(slidingWindowSize, common.slidingWindowSize),
                    either(minimumNumberOfCalls, common.minimumNumberOfCalls),
                    either(failureRateThreshold, common.failureRateThreshold),
                    either(slowCallDurationThreshold, common.slowCallDurationThreshold),
                    either(slowCallRateThreshold, common.slowCallRateThreshold),
                    either(waitDurationInOpenState, common.waitDurationInOpenState),
                    either(permittedNumberOfCallsInHalfOpenState, common.permittedNumberOfCallsInHalfOpenState));
        }

        /** @param prefix of the settings, for what is wrong with them */
        CircuitBreakerConfig config(String prefix) {
            boolean counting = slidingWindowType == SlidingWindowType.COUNT_BASED;
            int size = between(prefix + ".sliding-window-size", slidingWindowSize, counting ? 5 : 10, 1, 86_400);
            int calls =
                    between(prefix + ".minimum-number-of-calls", minimumNumberOfCalls, counting ? 5 : 20, 1, 1_000_000);
            int trials = between(
                    prefix + ".permitted-number-of-calls-in-half-open-state",
                    permittedNumberOfCallsInHalfOpenState,
                    5,
                    1,
                    100_000);
            return CircuitBreakerConfig.custom()
                    .slidingWindow(size, calls, counting ? SlidingWindowType.COUNT_BASED : SlidingWindowType.TIME_BASED)
                    .failureRateThreshold(
                            percent(prefix + ".failure-rate-threshold", failureRateThreshold, counting ? 100 : 50))
                    .slowCallDurationThreshold(duration(
                            prefix + ".slow-call-duration-threshold",
                            slowCallDurationThreshold,
                            Duration.ofSeconds(60)))
                    .slowCallRateThreshold(percent(prefix + ".slow-call-rate-threshold", slowCallRateThreshold, 100))
                    .waitDurationInOpenState(duration(
                            prefix + ".wait-duration-in-open-state",
                            waitDurationInOpenState,
                            Duration.ofSeconds(counting ? 60 : 30)))
                    .permittedNumberOfCallsInHalfOpenState(trials)
                    .build();
        }

        private static <T> @Nullable T either(@Nullable T own, @Nullable T common) {
            return own != null ? own : common;
        }

        private static int between(String setting, @Nullable Integer value, int otherwise, int least, int most) {
            if (value == null) {
                return otherwise;
            }
            if (value < least || value > most) {
                throw wrong(setting, "between " + least + " and " + most, value);
            }
            return value;
        }

        private static float percent(String setting, @Nullable Float value, float otherwise) {
            if (value == null) {
                return otherwise;
            }
            if (!(value > 0 && value <= 100)) {
                throw wrong(setting, "more than 0 and at most 100", value);
            }
            return value;
        }

        private static Duration duration(String setting, @Nullable Duration value, Duration otherwise) {
            if (value == null) {
                return otherwise;
            }
            if (value.toMillis() < 1 || value.compareTo(Duration.ofDays(1)) > 0) {
                throw wrong(setting, "between 1ms and 1 day", value.toMillis() + "ms");
            }
            return value;
        }

        private static InvalidSettingException wrong(String setting, String expected, Object actual) {
            return new InvalidSettingException(
                    setting, setting + " must be " + expected + " but is " + actual, "Correct " + setting + ".");
        }
    }
}
