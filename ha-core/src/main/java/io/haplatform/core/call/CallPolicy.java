package io.haplatform.core.call;

import java.time.Duration;
import java.util.Set;

/**
 * How calls to a service are run.
 *
 * @param connectTimeout for a connection to be made
 * @param attemptTimeout for one attempt, answer read included
 * @param totalTimeout for the whole call, all attempts and waits included
 * @param maxRetries further attempts after the first, each at another instance
 * @param firstBackoff upper bound of the first wait; a refused connect does not wait
 * @param maxBackoff upper bound of any wait
 * @param budgetRatio retries per call, as a share of the calls of the last ten seconds
 * @param budgetPerSecond retries per second that are free
 * @param idempotentMethods HTTP methods that may be sent twice
 * @param retryableStatuses HTTP statuses of an idempotent call that lead to another instance
 * @param idempotencyHeader a request with this header may be sent twice whatever its method
 */
public record CallPolicy(
        Duration connectTimeout,
        Duration attemptTimeout,
        Duration totalTimeout,
        int maxRetries,
        Duration firstBackoff,
        Duration maxBackoff,
        double budgetRatio,
        int budgetPerSecond,
        Set<String> idempotentMethods,
        Set<Integer> retryableStatuses,
        String idempotencyHeader) {

    public static final CallPolicy DEFAULT = new CallPolicy(
            Duration.ofMillis(500),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            3,
            Duration.ofMillis(25),
            Duration.ofSeconds(1),
            0.2,
            10,
            Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"),
            Set.of(502, 503, 504),
            "Idempotency-Key");

    public CallPolicy {
        positive("connect-timeout", connectTimeout);
        positive("attempt-timeout", attemptTimeout);
        positive("total-timeout", totalTimeout);
        positive("first-backoff", firstBackoff);
        positive("max-backoff", maxBackoff);
        if (maxRetries < 0 || maxRetries > 10) {
            throw new IllegalArgumentException("max-retries must be between 0 and 10 but is " + maxRetries);
        }
        if (!(budgetRatio >= 0 && budgetRatio <= 1)) {
            throw new IllegalArgumentException("budget-ratio must be between 0 and 1 but is " + budgetRatio);
        }
        if (budgetPerSecond < 0 || budgetPerSecond > 100_000) {
            throw new IllegalArgumentException(
                    "budget-per-second must be between 0 and 100000 but is " + budgetPerSecond);
        }
        idempotentMethods = Set.copyOf(idempotentMethods);
        retryableStatuses = Set.copyOf(retryableStatuses);
    }

    private static void positive(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative() || duration.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    name + " must be more than 0 and at most 1h but is " + duration.toMillis() + "ms");
        }
    }
}
