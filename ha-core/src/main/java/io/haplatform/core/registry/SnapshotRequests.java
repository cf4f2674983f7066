package io.haplatform.core.registry;

import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One request for a snapshot at a time, and when the next one is due: after a failure or a gap it has its own time.
 *
 * <p>For use on the directory's executor alone.
 */
final class SnapshotRequests {

    private final SerialExecutor serial;
    private final Requests requests;
    private final Backoff backoff;
    private final Duration ceiling;
    private final Runnable due;
    private @Nullable Cancellable underWay;
    private @Nullable Cancellable next;

    /**
     * @param random spreads the requests of many processes
     * @param due to {@link #send} the next one, if it is still needed
     */
    SnapshotRequests(SerialExecutor serial, DirectoryPolicy policy, RandomGenerator random, Runnable due) {
        this.serial = serial;
        this.requests = new Requests(serial, policy.requestTimeout());
        this.backoff = new Backoff(random);
        this.ceiling = policy.retryCeiling();
        this.due = due;
    }

    boolean areUnderWay() {
        return underWay != null;
    }

    /** @param failed told why, in one sentence */
    void send(Supplier<CompletionStage<Snapshot>> asked, Consumer<Snapshot> answered, Consumer<String> failed) {
        underWay = requests.send(
                "a request for a snapshot",
                asked,
                snapshot -> {
                    underWay = null;
                    backoff.succeeded();
                    answered.accept(snapshot);
                },
                reason -> {
                    underWay = null;
                    failed.accept(reason);
                });
    }

    /** Forgets the one that is under way. */
    void drop() {
        cancel(underWay);
        underWay = null;
    }

    /** The next one is due now, unless it waits for its time. */
    void unlessWaiting() {
        if (next == null) {
            due.run();
        }
    }

    void afterFailure() {
        after(backoff.failed(ceiling));
    }

    /** After what so many processes have met at once. */
    void together(int processes) {
        after(backoff.together(processes));
    }

    void close() {
        cancel(underWay);
        cancel(next);
    }

    private void after(Duration wait) {
        cancel(next);
        next = serial.schedule(wait, () -> {
            next = null;
            due.run();
        });
    }

    private static void cancel(@Nullable Cancellable timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
