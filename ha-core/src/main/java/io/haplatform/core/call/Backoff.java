package io.haplatform.core.call;

import io.haplatform.core.call.Outcome.Failure;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a call waits before it tries another instance: anything between nothing and a bound that doubles each time,
 * so that callers who failed together do not come back together. Where nothing was sent there is nothing to wait for.
 *
 * <p>Source: AWS, "Exponential Backoff And Jitter" (full jitter).
 */
final class Backoff {

    private static final int MAX_DOUBLINGS = 32;

    private Backoff() {}

    /** @param pauses how many there have been in this call */
    static Duration pause(CallPolicy policy, Failure failure, int pauses, RandomGenerator random) {
        Duration drawn = Duration.ZERO;
        if (!failure.kind().nothingSent()) {
            long bound = Math.min(
                    policy.maxBackoff().toNanos(), policy.firstBackoff().toNanos() << Math.min(pauses, MAX_DOUBLINGS));
            drawn = Duration.ofNanos(random.nextLong(Math.max(1, bound)));
        }
        Duration asked = failure.retryAfter();
        return asked != null && asked.compareTo(drawn) > 0 ? asked : drawn;
    }
}
