package io.haplatform.benchmarks;

import java.util.concurrent.CompletableFuture;

/**
 * Ends this program when the script that started it has ended, however that came: a measurement that nobody waits for
 * would only disturb the next one.
 */
public final class EndsWithScript {

    private EndsWithScript() {}

    /** Watches the process whose id is in the property {@code ha.script}; without it there is nobody to watch. */
    public static void watch() {
        Long script = Long.getLong("ha.script");
        if (script == null) {
            return;
        }
        CompletableFuture<?> gone =
                ProcessHandle.of(script).map(ProcessHandle::onExit).orElse(CompletableFuture.completedFuture(null));
        CompletableFuture<?> unused = gone.thenRun(() -> System.exit(1));
    }
}
