package io.haplatform.demo.check;

import java.time.Duration;
import java.util.Optional;

/**
 * One process ends without a word (SIGKILL) and is started again. A refused connection is evidence, so callers with
 * traffic leave it at once; admin, which makes no calls, learns it when the lease has ended.
 */
final class KillStep implements CheckStep {

    /** The default of {@code ha.registry.lease-duration}. */
    static final Duration LEASE = Duration.ofSeconds(6);

    @Override
    public String name() {
        return "killed (kill -9)";
    }

    @Override
    public Target target() {
        return new Target(Duration.ofMillis(300), LEASE.plusMillis(1500));
    }

    @Override
    public Observation run(Scene scene) {
        Instance victim = scene.busiest();
        long fault = System.nanoTime();
        scene.system().kill(victim.id());
        Optional<Duration> admin = scene.admin().noticed(victim, fault, target().adminGate());
        long goneUntil = target().waitPastCallersGate(fault);
        scene.system().startAgain(victim.id());
        long ready = System.nanoTime();
        scene.awaitAllServing();
        return new Observation(victim, fault, goneUntil, ready, admin);
    }
}
