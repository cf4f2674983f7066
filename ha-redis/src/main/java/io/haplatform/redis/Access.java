package io.haplatform.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Whether our user may write all services' keys, or only those of its own: Redis does not tell, so it shows with the
 * first refusal. Thread-safe.
 */
final class Access {

    private volatile boolean narrow;

    /** Asks as one who may write all; where that is refused, as one who may not, and so from then on. */
    <T> CompletionStage<T> has(Supplier<CompletionStage<T>> all, Supplier<CompletionStage<T>> own) {
        if (narrow) {
            return own.get();
        }
        return all.get()
                .exceptionallyCompose(refusal -> Failures.isForbidden(refusal)
                        ? own.get()
                                .handle((answer, failure) -> concluded(answer, failure, refusal))
                                .thenCompose(stage -> stage)
                        : CompletableFuture.failedStage(refusal));
    }

    /** Whoever may not do that either lacks other rights, which the first refusal names. */
    private <T> CompletionStage<T> concluded(T answer, Throwable failure, Throwable refusal) {
        narrow = failure == null;
        return narrow ? CompletableFuture.completedStage(answer) : CompletableFuture.failedStage(refusal);
    }

    /** Rights may have been given since: asks anew. */
    void forget() {
        narrow = false;
    }
}
