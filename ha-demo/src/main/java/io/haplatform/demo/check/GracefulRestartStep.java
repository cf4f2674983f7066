package io.haplatform.demo.check;

import io.haplatform.demo.process.DemoFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One process is stopped as a deployment would (SIGTERM: it drains) and started again. */
final class GracefulRestartStep implements CheckStep {

    private static final Duration PROPAGATION = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "restarted (SIGTERM)";
    }

    @Override
    public Target target() {
        return new Target(PROPAGATION, PROPAGATION);
    }

    @Override
    public Observation run(Scene scene) {
        Instance victim = scene.busiest();
        long fault = System.nanoTime();
        CompletableFuture<Optional<Duration>> admin =
                CompletableFuture.supplyAsync(() -> scene.admin().noticed(victim, fault, target().adminGate()));
        scene.system().shutDown(victim.id());
        long goneUntil = target().waitPastCallersGate(fault);
        scene.system().startAgain(victim.id());
        long ready = System.nanoTime();
        scene.awaitAllServing();
        return new Observation(victim, fault, goneUntil, ready, noticed(admin));
    }

    private static Optional<Duration> noticed(CompletableFuture<Optional<Duration>> admin) {
        try {
            return admin.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof DemoFailure failure ? failure : e;
        }
    }
}
