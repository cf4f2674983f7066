package io.haplatform.core.time;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Runs tasks one after the other, in the order they came, never two at a time: state that only its tasks touch needs
 * no lock. It owns no thread; its queue is drained by the threads of the {@link Time} that made it.
 *
 * <p>A task that throws is logged and does not stop the tasks behind it. Tasks must not block.
 *
 * <p>Source: the actor in grpc-java's {@code SynchronizationContext}.
 */
public interface SerialExecutor extends Executor {

    /** Queues the task; returns at once, from any thread. After {@link Time#close()} the task is dropped. */
    @Override
    void execute(Runnable task);

    /**
     * Queues the task once the delay has passed. A delay of zero or less queues it at once; one of more than a hundred
     * years counts as a hundred.
     */
    Cancellable schedule(Duration delay, Runnable task);
}
