package io.haplatform.demo.check;

import io.haplatform.demo.system.Parts;
import io.haplatform.test.FaultProxy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The applications of one region lose Redis: what they send is swallowed. They live and could serve, but nobody can
 * know: callers and admin leave them when their leases have ended, and come back with the first renewal.
 */
final class RegionCutOffStep implements CheckStep {

    private final FaultProxy regionsRedis;

    /** @param regionsRedis what the applications of {@link Parts#PROXIED_REGION} take for Redis */
    RegionCutOffStep(FaultProxy regionsRedis) {
        this.regionsRedis = regionsRedis;
    }

    @Override
    public String name() {
        return "cut off from Redis (region " + Parts.PROXIED_REGION + ")";
    }

    @Override
    public Target target() {
        return new Target(KillStep.LEASE.plusMillis(1500), KillStep.LEASE.plusMillis(1500));
    }

    @Override
    public Observation run(Scene scene) {
        Instance victim = scene.orders().get(Parts.proxiedOrders() - 1);
        long fault = System.nanoTime();
        regionsRedis.blackhole();
        Optional<Duration> admin = scene.admin().noticed(victim, fault, target().adminGate());
        scene.awaitNotPicked(victim, fault, Objects.requireNonNull(target().callersGate()));
        long goneUntil = System.nanoTime();
        regionsRedis.heal();
        scene.awaitAllServing();
        return new Observation(victim, fault, goneUntil, goneUntil, admin);
    }
}
