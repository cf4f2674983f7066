package io.haplatform.spring.lifecycle;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Takes the application out of the registry once its server has stopped: until then whoever looks sees it drain.
 * A registry that does not answer holds the shutdown up for {@value #PATIENCE_MILLIS} ms and no longer; the lease ends
 * by itself.
 *
 * <p>A context that is merely paused keeps its server, and so its registration.
 */
public final class WithdrawAfterServer implements SmartLifecycle {

    /** Spring Boot stops its server at {@code MAX_VALUE - 2048}, and higher phases stop first. */
    static final int PHASE = Integer.MAX_VALUE - 4096;

    private static final long PATIENCE_MILLIS = 2_000;
    private static final Logger log = LoggerFactory.getLogger(WithdrawAfterServer.class);

    private final Presence presence;
    private volatile boolean running;

    public WithdrawAfterServer(Presence presence) {
        this.presence = presence;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        var unused = presence.withdraw()
                .toCompletableFuture()
                .orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        log.warn(
                                "The registry could not be told that this instance has stopped ({}); its lease ends by itself",
                                failure instanceof TimeoutException
                                        ? "it did not answer within " + PATIENCE_MILLIS + " ms"
                                        : String.valueOf(failure.getMessage()));
                    }
                    callback.run();
                });
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
        return PHASE;
    }
}
