package io.haplatform.spring.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.haplatform.core.call.CallGuard;
import io.haplatform.core.call.CallRejectedException;
import io.haplatform.core.call.Outcome;
import io.haplatform.spring.resilience.Breakers.Breaker;
import java.util.concurrent.TimeUnit;

/**
 * Lets a call begin unless the breaker of its service is open. It counts whole calls, retries included: one that
 * another instance answered did not fail. Cancelled calls, and calls that found no instance, count as nothing.
 */
public final class BreakerGuard implements CallGuard {

    private final Breakers breakers;

    public BreakerGuard(Breakers breakers) {
        this.breakers = breakers;
    }

    @Override
    public void enter(String service) {
        Breaker breaker = breakers.of(service).orElse(null);
        if (breaker == null) {
            return;
        }
        CircuitBreaker.State state = breaker.circuitBreaker().getState();
        if (!breaker.circuitBreaker().tryAcquirePermission()) {
            breaker.reject();
            throw new CallRejectedException(service, breaker.reason(state));
        }
    }

    @Override
    public void exit(String service, Outcome outcome, long nanos) {
        breakers.of(service).ifPresent(breaker -> count(breaker.circuitBreaker(), outcome, nanos));
    }

    private static void count(CircuitBreaker breaker, Outcome outcome, long nanos) {
        if (outcome instanceof Outcome.Success) {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        } else if (outcome instanceof Outcome.Failure failure) {
            Throwable cause = failure.cause();
            breaker.onError(nanos, TimeUnit.NANOSECONDS, cause != null ? cause : new FailedCall(failure));
        } else {
            breaker.releasePermission();
        }
    }

    /** For an answer whose status says that the call failed: there is no exception, and no stack to remember. */
    private static final class FailedCall extends RuntimeException {

        private static final long serialVersionUID = 1L;

        FailedCall(Outcome.Failure failure) {
            super(failure.status() == 0 ? failure.kind().name() : "HTTP " + failure.status(), null, false, false);
        }
    }
}
