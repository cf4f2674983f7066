package io.haplatform.autoconfigure;

import io.haplatform.core.registry.Registry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.context.SmartLifecycle;

/** With {@code ha.registry.fail-fast}: asks the registry for a sign of life before anything else starts. */
final class FailFastStart implements SmartLifecycle {

    private final Registry registry;
    private final Duration timeout;
    private volatile boolean running;

    FailFastStart(Registry registry, Duration timeout) {
        this.registry = registry;
        this.timeout = timeout;
    }

    @Override
    public void start() {
        running = true;
        try {
            registry.snapshot(Set.of())
                    .toCompletableFuture()
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException | CancellationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String why = cause instanceof TimeoutException
                    ? "it has not answered within " + timeout.toMillis() + "ms"
                    : String.valueOf(cause.getMessage());
            throw unreachable(why);
        }
    }

    InvalidSettingException unreachable(String why) {
        return new InvalidSettingException(
                "ha.registry.fail-fast",
                "ha.registry.fail-fast is true, but the " + registry.type() + " registry cannot be reached: " + why,
                "Start Redis or correct spring.data.redis.*; with ha.registry.fail-fast=false the application starts"
                        + " without it and registers as soon as it answers.");
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
