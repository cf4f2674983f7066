package io.haplatform.demo.check;

import io.haplatform.demo.process.DemoFailure;
import io.haplatform.demo.process.Waiting;
import io.haplatform.demo.system.DemoSystem;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * What a step works on: the running system, the traffic through it, and admin's view of it.
 *
 * @param orders by number
 */
record Scene(DemoSystem system, Traffic traffic, AdminView admin, List<Instance> orders) {

    private static final Duration LATELY = Duration.ofSeconds(1);
    /** Longer than an attempt lasts, so that none is still under way. */
    private static final Duration NOT_PICKED = Duration.ofSeconds(4);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The instance that served most during the last second: losing it hurts most. */
    Instance busiest() {
        return orders.stream().max(Comparator.comparingLong(this::servedLately)).orElseThrow();
    }

    /** @throws DemoFailure if one of the instances gets no traffic for long */
    void awaitAllServing() {
        if (!Waiting.until(() -> orders.stream().allMatch(each -> servedLately(each) > 0), PATIENCE)) {
            throw new DemoFailure("every instance of orders must get traffic but "
                    + orders.stream()
                            .filter(each -> servedLately(each) == 0)
                            .map(Instance::id)
                            .toList()
                    + " had none for " + PATIENCE.toSeconds() + " s; " + lastFailure());
        }
    }

    /** Returns when no caller has picked this instance for a while, or when the gate has passed. */
    void awaitNotPicked(Instance instance, long faultNanos, Duration gate) {
        Duration left = gate.plus(NOT_PICKED).minusNanos(System.nanoTime() - faultNanos);
        Waiting.until(
                () -> traffic.since(System.nanoTime() - NOT_PICKED.toNanos()).stream()
                                .noneMatch(each -> each.touched(instance.port()))
                        && System.nanoTime() - faultNanos > NOT_PICKED.toNanos(),
                left);
    }

    private long servedLately(Instance instance) {
        return traffic.since(System.nanoTime() - LATELY.toNanos()).stream()
                .filter(each -> instance.id().equals(each.servedBy()))
                .count();
    }

    private String lastFailure() {
        return traffic.exchanges().stream()
                .filter(Exchange::failed)
                .reduce((first, second) -> second)
                .map(last -> "the last request that failed: " + last.failure())
                .orElse("no request failed");
    }
}
