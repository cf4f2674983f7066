package io.haplatform.core.registry;

import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks the registry and takes the answer on one executor. Each request is answered or has failed, exactly once, within
 * the limit, whatever the registry does; what comes later is dropped. For whoever does one thing after the other, and
 * would otherwise wait for ever for what is lost.
 *
 * <p>For use on that executor alone. Not for what a caller waits for: a stage with a timeout is enough there.
 */
public final class Requests {

    private final SerialExecutor serial;
    private final Duration limit;

    public Requests(SerialExecutor serial, Duration limit) {
        this.serial = serial;
        this.limit = limit;
    }

    /**
     * Nothing is thrown: a request that throws has failed.
     *
     * @param what is asked, for the sentence that says it was not answered
     * @param failed told why, in one sentence
     * @return forgets the request: neither answer nor failure will be told
     */
    public <T> Cancellable send(
            String what, Supplier<CompletionStage<T>> request, Consumer<T> answered, Consumer<String> failed) {
        AtomicBoolean done = new AtomicBoolean();
        Cancellable timer = serial.schedule(limit, () -> {
            if (done.compareAndSet(false, true)) {
                failed.accept("the registry has not answered " + what + " within " + limit.toMillis() + "ms");
            }
        });
        CompletionStage<T> stage;
        try {
            stage = request.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete((answer, failure) -> serial.execute(() -> {
            if (done.compareAndSet(false, true)) {
                timer.cancel();
                if (failure == null) {
                    answered.accept(answer);
                } else {
                    failed.accept(reason(failure));
                }
            }
        }));
        return () -> {
            done.set(true);
            timer.cancel();
        };
    }

    /** One sentence; a stage may have wrapped what its source threw. */
    static String reason(Throwable failure) {
        Throwable wrapped = failure instanceof CompletionException ? failure.getCause() : null;
        Throwable cause = wrapped == null ? failure : wrapped;
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
