package io.haplatform.core.time;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queue of a {@link SerialExecutor}: whoever makes it non-empty has it drained, once, by the pool behind it. */
abstract class QueueExecutor implements SerialExecutor {

    private static final Logger log = LoggerFactory.getLogger(SerialExecutor.class);

    private final String name;
    private final Executor pool;
    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    QueueExecutor(String name, Executor pool) {
        this.name = name;
        this.pool = pool;
    }

    @Override
    public final void execute(Runnable task) {
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
        return startTimer(delay, () -> execute(task));
    }

    /** Has {@code queueTask} run once the delay, which is positive, has passed. */
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
