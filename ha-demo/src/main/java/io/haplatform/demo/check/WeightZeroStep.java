package io.haplatform.demo.check;

import java.time.Duration;
import java.util.Optional;

/**
 * An operator takes one instance out by admin's REST interface, weight 0, and puts it back. The process runs on, so
 * nothing but the callers' own restraint keeps new calls from it. What counts as noticed by admin is that it has answered.
 */
final class WeightZeroStep implements CheckStep {

    private static final Duration PROPAGATION = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "taken out (weight 0)";
    }

    @Override
    public Target target() {
        return new Target(PROPAGATION, PROPAGATION);
    }

    @Override
    public Observation run(Scene scene) {
        Instance victim = scene.busiest();
        long fault = System.nanoTime();
        scene.admin().impose(victim, "{\"weight\": 0, \"reason\": \"./demo --check\"}");
        Duration made = Duration.ofNanos(System.nanoTime() - fault);
        long goneUntil = target().waitPastCallersGate(fault);
        scene.admin().impose(victim, "{\"weight\": null}");
        long ready = System.nanoTime();
        scene.awaitAllServing();
        return new Observation(victim, fault, goneUntil, ready, Optional.of(made));
    }
}
