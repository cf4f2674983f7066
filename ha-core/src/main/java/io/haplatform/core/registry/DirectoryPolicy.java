package io.haplatform.core.registry;

import java.time.Duration;

/**
 * How a {@link Directory} reads the registry.
 *
 * @param firstLookupTimeout how long the first lookup of a service that nobody followed may wait for the registry
 * @param requestTimeout after which an unanswered request counts as failed
 * @param retryCeiling longest wait between tries while the registry is away; waits are drawn at random below it
 * @param maxServices how many services that need not exist one process follows, so that names from outside cannot
 *     fill the memory; lookups of more are answered as unknown, unless the registry knows the name
 */
public record DirectoryPolicy(
        Duration firstLookupTimeout, Duration requestTimeout, Duration retryCeiling, int maxServices) {

    public static final DirectoryPolicy DEFAULT =
            new DirectoryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(2), 10_000);

    public DirectoryPolicy {
        if (firstLookupTimeout.isNegative() || firstLookupTimeout.compareTo(Duration.ofSeconds(30)) > 0) {
            throw new IllegalArgumentException(
                    "first-lookup-timeout must be between 0ms and 30s but is " + firstLookupTimeout.toMillis() + "ms");
        }
        positive("request timeout", requestTimeout);
        positive("retry ceiling", retryCeiling);
        if (maxServices < 1) {
            throw new IllegalArgumentException("number of services to follow must be at least 1 but is " + maxServices);
        }
    }

    /** The default with another first-lookup timeout. */
    public static DirectoryPolicy firstLookupWithin(Duration timeout) {
        return new DirectoryPolicy(timeout, DEFAULT.requestTimeout, DEFAULT.retryCeiling, DEFAULT.maxServices);
    }

    private static void positive(String what, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(what + " must be positive but is " + duration.toMillis() + "ms");
        }
    }
}
