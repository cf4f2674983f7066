package io.haplatform.core.registry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What the registry last asked of this process: pace, lease, size of the fleet.
 *
 * <p>For use on the registrar's executor alone.
 */
final class Terms {

    private final RandomGenerator random;
    private Duration pace;
    private Duration lease;
    private int watchers;

    Terms(LeasePolicy policy, RandomGenerator random) {
        this.random = random;
        this.pace = policy.renewInterval();
        this.lease = policy.leaseDuration();
    }

    void accept(Renewed reply) {
        pace = reply.renewInterval();
        lease = reply.leaseDuration();
        watchers = reply.watchers();
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
