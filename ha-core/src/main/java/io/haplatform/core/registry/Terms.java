package io.haplatform.core.registry;

import io.haplatform.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * What the registry last asked of this process: pace, lease, size of the fleet; and its time.
 *
 * <p>For use on the registrar's executor alone, but for {@link #storeNow}.
 */
final class Terms {

    private final RandomGenerator random;
    private Duration pace;
    private Duration lease;
    private final StoreClock clock;
    private int watchers;

    Terms(LeasePolicy policy, Time time, RandomGenerator random) {
        this.random = random;
        this.clock = new StoreClock(time);
        this.pace = policy.renewInterval();
        this.lease = policy.leaseDuration();
    }

    void accept(Renewed reply) {
        pace = reply.renewInterval();
        lease = reply.leaseDuration();
        watchers = reply.watchers();
        synchronized (clock) {
            clock.learn(reply.now());
        }
    }

    Instant storeNow() {
        synchronized (clock) {
            return clock.now();
        }
    }

    Duration pace() {
        return pace;
    }

    Duration lease() {
        return lease;
    }

    int watchers() {
        return watchers;
    }

    /** The interval, ten per cent more or less at random, so that processes that start together do not stay in step. */
    Duration jittered(Duration interval) {
        return Duration.ofNanos((long) (interval.toNanos() * (0.9 + 0.2 * random.nextDouble())));
    }
}
