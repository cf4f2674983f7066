package io.haplatform.spring.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.haplatform.core.call.CallRejectedException;
import io.haplatform.core.call.Outcome;
import io.haplatform.core.time.ManualTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

class BreakerGuardTest {

    private static final Outcome FAILED = Outcome.status(503, null);

    private final ManualTime time = new ManualTime();
    private final CircuitBreakerConfig fourCalls = CircuitBreakerConfig.custom()
            .slidingWindow(4, 4, SlidingWindowType.COUNT_BASED)
            .failureRateThreshold(50)
            .waitDurationInOpenState(Duration.ofSeconds(30))
            .build();
    private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
    private final Breakers breakers =
            new Breakers(registry, service -> service.equals("bare") ? Optional.empty() : Optional.of(fourCalls), time);
    private final BreakerGuard guard = new BreakerGuard(breakers);

    @Test
    void opensWhenHalfOfTheCallsFailedAndSaysSo() {
        call("orders", Outcome.SUCCESS);
        call("orders", Outcome.SUCCESS);
        call("orders", FAILED);
        call("orders", FAILED);

        assertThatThrownBy(() -> guard.enter("orders"))
                .isInstanceOf(CallRejectedException.class)
                .hasMessage("Call to service 'orders' was not begun: its circuit breaker is OPEN since "
                        + "2026-01-01T00:00:00Z, 2 of 4 calls failed; it lets calls through again after 30s");
    }

    @Test
    void stillSaysWhyItOpenedWhenItsWindowHasLongPassed() {
        AtomicLong seconds = new AtomicLong(1_000);
        CircuitBreakerConfig oneSecond = CircuitBreakerConfig.from(fourCalls)
                .slidingWindow(1, 4, SlidingWindowType.TIME_BASED)
                .clock(new MovedClock(seconds))
                .build();
        BreakerGuard byTime = new BreakerGuard(
                new Breakers(CircuitBreakerRegistry.ofDefaults(), service -> Optional.of(oneSecond), time));
        for (int i = 0; i < 4; i++) {
            byTime.enter("orders");
            byTime.exit("orders", FAILED, 1);
        }
        seconds.addAndGet(10);

        assertThatThrownBy(() -> byTime.enter("orders")).hasMessageContaining(", 4 of 4 calls failed;");
    }

    /** A clock that stands where it was put. */
    private static final class MovedClock extends Clock {

        private final AtomicLong seconds;

        MovedClock(AtomicLong seconds) {
            this.seconds = seconds;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(seconds.get());
        }
    }

    @Test
    void saysThatSomebodyHasToCloseWhatSomebodyOpened() {
        call("orders", Outcome.SUCCESS);
        time.advance(Duration.ofSeconds(5));
        registry.circuitBreaker("orders").transitionToForcedOpenState();

        assertThatThrownBy(() -> guard.enter("orders"))
                .hasMessage("Call to service 'orders' was not begun: its circuit breaker is FORCED_OPEN since "
                        + "2026-01-01T00:00:05Z, until somebody closes it");
    }

    @ParameterizedTest
    @CsvSource({
        "FORCED_OPEN, 'calls are refused at once, until somebody closes it'",
        "METRICS_ONLY, 'calls go on and are counted, and none opens it'",
        "DISABLED, 'calls go on and are not counted, and none opens it'"
    })
    @ExtendWith(OutputCaptureExtension.class)
    void saysInTheLogWhatFollowsFromWhatSomebodySet(CircuitBreaker.State state, String follows, CapturedOutput output) {
        call("orders", Outcome.SUCCESS);
        CircuitBreaker breaker = registry.circuitBreaker("orders");
        switch (state) {
            case FORCED_OPEN -> breaker.transitionToForcedOpenState();
            case METRICS_ONLY -> breaker.transitionToMetricsOnlyState();
            default -> breaker.transitionToDisabledState();
        }

        assertThat(output.getOut())
                .contains("went from CLOSED to " + state + ": ")
                .contains("; " + follows);
    }

    @Test
    void countsWhatItRefused() {
        open();
        refuse();
        refuse();

        assertThat(breakers.states()).containsExactly(new BreakerState("orders", "OPEN", time.now(), 4, 4, 0, 2, 100f));
    }

    @Test
    void aCancelledCallCountsAsNothing() {
        for (int i = 0; i < 10; i++) {
            call("orders", Outcome.IGNORED);
        }

        assertThat(breakers.states())
                .containsExactly(new BreakerState("orders", "CLOSED", time.now(), 0, 0, 0, 0, null));
    }

    @Test
    void oneServiceDoesNotOpenTheBreakerOfAnother() {
        open();

        guard.enter("stock");

        assertThat(breakers.states()).extracting(BreakerState::state).containsExactly("OPEN", "CLOSED");
    }

    @Test
    void aServiceWithoutABreakerIsAlwaysLetIn() {
        for (int i = 0; i < 100; i++) {
            call("bare", FAILED);
        }

        guard.enter("bare");
        assertThat(breakers.states()).isEmpty();
    }

    private void open() {
        for (int i = 0; i < 4; i++) {
            call("orders", FAILED);
        }
    }

    private void refuse() {
        assertThatThrownBy(() -> guard.enter("orders")).isInstanceOf(CallRejectedException.class);
    }

    private void call(String service, Outcome outcome) {
        guard.enter(service);
        guard.exit(service, outcome, 1_000);
    }
}
