package io.haplatform.core.time;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queue of a {@link SerialExecutor}: whoever makes it non-empty has it drained, once, by the pool behind it. */
abstract class QueueExecutor implements SerialExecutor {

    private static final Logger log = LoggerFactory.getLogger(SerialExecutor.class);

    /** So that nanoseconds fit into a long, the clock's own reading included. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final String name;
    private final Executor pool;
    private final BooleanSupplier closed;
    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param closed whether the pool takes no more: then nothing is queued for it either */
    QueueExecutor(String name, Executor pool, BooleanSupplier closed) {
        this.name = name;
        this.pool = pool;
        this.closed = closed;
    }

    @Override
    public final void execute(Runnable task) {
        if (closed.getAsBoolean()) {
            return;
        }
        queue.add(task);
        if (waiting.getAndIncrement() == 0) {
            pool.execute(this::drain);
        }
    }

    @Override
    public final Cancellable schedule(Duration delay, Runnable task) {
        if (delay.isZero() || delay.isNegative()) {
            AtomicBoolean cancelled = new AtomicBoolean();
            execute(() -> {
                if (!cancelled.get()) {
                    task.run();
                }
            });
            return () -> cancelled.set(true);
        }
        return startTimer(delay.compareTo(LONGEST) < 0 ? delay : LONGEST, () -> execute(task));
    }

    /** Has {@code queueTask} run once the delay, which is positive and fits into a long's nanoseconds, has passed. */
    abstract Cancellable startTimer(Duration delay, Runnable queueTask);

    private void drain() {
        do {
            Runnable task = queue.remove();
            try {
                task.run();
            } catch (Throwable e) {
                log.error("A task of {} failed; the tasks behind it go on", name, e);
            }
        } while (waiting.decrementAndGet() > 0);
    }

    @Override
    public String toString() {
        return "SerialExecutor[" + name + "]";
    }
}
