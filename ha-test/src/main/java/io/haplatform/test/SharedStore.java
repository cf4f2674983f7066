package io.haplatform.test;

import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registry;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A registry's store as {@link RegistryContract} needs it: several registries that share it, a clock that can be moved,
 * and two accidents to order. A fresh one, empty, for each test.
 */
public interface SharedStore extends AutoCloseable {

    /** Another process's registry on this store. The store closes it when it is closed itself. */
    Registry connect();

    /** The policy of the registries that {@link #connect} gives. */
    LeasePolicy policy();

    /** Lets this much of the store's time pass. */
    void pass(Duration duration);

    /** Makes the log forget all its entries but the newest. */
    void trimLog();

    /** Loses everything and begins anew, as a Redis that restarts empty. */
    void loseEverything();

    /** Lets what has been asked for happen; for stores whose time stands still in between. */
    void run();

    @Override
    void close();

    /** The answer to a request, however the store comes to give it. */
    default <T> T await(CompletionStage<T> stage) {
        run();
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError(e);
        } catch (TimeoutException e) {
            throw new AssertionError("the store has not answered within 10 seconds", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the store", e);
        }
    }
}
