package io.haplatform.demo.check;

import io.haplatform.demo.process.Waiting;
import io.haplatform.demo.system.Parts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Redis is killed and comes back with nothing in it. No caller may notice; every instance registers again by itself,
 * which admin shows by leases that can only be of afterwards.
 */
final class EmptyRedisStep implements CheckStep {

    private static final Duration RENEW_INTERVAL = Duration.ofSeconds(2);
    private static final Duration AWAY = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "Redis restarted empty";
    }

    @Override
    public Target target() {
        return new Target(null, RENEW_INTERVAL.plusSeconds(3));
    }

    @Override
    public Observation run(Scene scene) {
        long fault = System.nanoTime();
        Instant leasesEnded = Instant.now().plus(KillStep.LEASE);
        scene.system().kill(Parts.REDIS);
        Waiting.pause(AWAY);
        scene.system().startAgain(Parts.REDIS);
        long ready = System.nanoTime();
        Optional<Duration> back =
                scene.admin().registeredAgain(scene.orders(), leasesEnded, ready, target().adminGate());
        scene.awaitAllServing();
        return new Observation(null, fault, ready, ready, back);
    }
}
