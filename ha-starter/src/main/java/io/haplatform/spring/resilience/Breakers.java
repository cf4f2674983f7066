package io.haplatform.spring.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One circuit breaker per called service, made at the first call and named like the service. Where Resilience4j is
 * configured with an instance of that name, that configuration counts.
 *
 * <p>Thread-safe; nothing blocks.
 */
public final class Breakers {

    private static final Logger log = LoggerFactory.getLogger(Breakers.class);

    private final CircuitBreakerRegistry registry;
    private final Function<String, Optional<CircuitBreakerConfig>> configuration;
    private final Time time;
    private final ConcurrentHashMap<String, Optional<Breaker>> breakers = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** @param configuration of a service's breaker; empty when it is to have none */
    public Breakers(
            CircuitBreakerRegistry registry,
            Function<String, Optional<CircuitBreakerConfig>> configuration,
            Time time) {
        this.registry = registry;
        this.configuration = configuration;
        this.time = time;
    }

    /** All breakers there are, by service. */
    public List<BreakerState> states() {
        return breakers.values().stream()
                .flatMap(Optional::stream)
                .map(Breaker::state)
                .sorted(Comparator.comparing(BreakerState::service))
                .toList();
    }

    /** Called at each change of a state, on the thread of the call that caused it: return at once. */
    void onTransition(Runnable listener) {
        listeners.add(listener);
    }

    Optional<Breaker> of(String service) {
        Optional<Breaker> known = breakers.get(service);
        return known != null ? known : breakers.computeIfAbsent(service, this::create);
    }

    private Optional<Breaker> create(String service) {
        return configuration
                .apply(service)
                .map(config -> new Breaker(service, registry.circuitBreaker(service, config)));
    }

    /** A breaker, and what Resilience4j does not remember of it. */
    final class Breaker {

        private final String service;
        private final CircuitBreaker breaker;
        private final LongAdder rejected = new LongAdder();
        private volatile Instant since;
        // the window itself is empty again after some seconds, while the breaker stays open
        private volatile String why = "";

        private Breaker(String service, CircuitBreaker breaker) {
            this.service = service;
            this.breaker = breaker;
            this.since = time.now();
            breaker.getEventPublisher()
                    .onStateTransition(event -> moved(
                            event.getStateTransition().getFromState(),
                            event.getStateTransition().getToState()));
        }

        CircuitBreaker circuitBreaker() {
            return breaker;
        }

        void reject() {
            rejected.increment();
        }

        /** Why a call is not let in, by a breaker that was in this state when it asked. */
        String reason(CircuitBreaker.State asked) {
            if (asked == CircuitBreaker.State.HALF_OPEN) {
                return "its circuit breaker is HALF_OPEN, and the few calls that it lets through to see are under way";
            }
            if (asked == CircuitBreaker.State.FORCED_OPEN) {
                return "its circuit breaker is FORCED_OPEN since " + since + ", until somebody closes it";
            }
            Duration open = Duration.ofMillis(breaker.getCircuitBreakerConfig()
                    .getWaitIntervalFunctionInOpenState()
                    .apply(1));
            return "its circuit breaker is OPEN since " + since + why + "; it lets calls through again after "
                    + open.toSeconds() + "s";
        }

        private BreakerState state() {
            CircuitBreaker.Metrics window = breaker.getMetrics();
            return new BreakerState(
                    service,
                    breaker.getState().name(),
                    since,
                    window.getNumberOfBufferedCalls(),
                    window.getNumberOfFailedCalls(),
                    window.getNumberOfSlowCalls(),
                    rejected.sum(),
                    window.getFailureRate() < 0 ? null : window.getFailureRate());
        }

        private void moved(CircuitBreaker.State from, CircuitBreaker.State to) {
            since = time.now();
            if (from == CircuitBreaker.State.CLOSED) {
                rejected.reset();
            }
            CircuitBreaker.Metrics window = breaker.getMetrics();
            String counts =
                    window.getNumberOfFailedCalls() + " of " + window.getNumberOfBufferedCalls() + " calls failed";
            why = ", " + counts;
            log.warn(
                    "The circuit breaker of service '{}' went from {} to {}: {}; {}",
                    service,
                    from,
                    to,
                    counts,
                    consequence(to));
            listeners.forEach(Runnable::run);
        }

        private String consequence(CircuitBreaker.State to) {
            return switch (to) {
                case OPEN -> "calls are refused at once";
                case FORCED_OPEN -> "calls are refused at once, until somebody closes it";
                case HALF_OPEN -> "a few calls are let through to see";
                case METRICS_ONLY -> "calls go on and are counted, and none opens it";
                case DISABLED -> "calls go on and are not counted, and none opens it";
                default -> "calls go on";
            };
        }
    }
}
