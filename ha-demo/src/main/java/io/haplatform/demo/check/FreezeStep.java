package io.haplatform.demo.check;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One process stops where it stands (SIGSTOP) and goes on later (SIGCONT). Its sockets stay open, so callers learn it
 * when their first attempt has waited its time; admin learns it when the lease has ended.
 */
final class FreezeStep implements CheckStep {

    private static final Duration ATTEMPT = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "frozen (SIGSTOP)";
    }

    @Override
    public Target target() {
        return new Target(ATTEMPT, KillStep.LEASE.plusMillis(1500));
    }

    @Override
    public Observation run(Scene scene) {
        Instance victim = scene.busiest();
        long fault = System.nanoTime();
        scene.system().freeze(victim.id());
        Optional<Duration> admin = scene.admin().noticed(victim, fault, target().adminGate());
        scene.awaitNotPicked(victim, fault, Objects.requireNonNull(target().callersGate()));
        long goneUntil = System.nanoTime();
        scene.system().thaw(victim.id());
        scene.awaitAllServing();
        return new Observation(victim, fault, goneUntil, goneUntil, admin);
    }
}
