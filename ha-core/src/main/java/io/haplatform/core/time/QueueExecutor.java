package io.haplatform.core.time;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
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

    private void drain() {
        do {
            Runnable task = queue.remove();
            try {
                task.run();
            } catch (Throwable e) {
                log.error("A task of {} failed; the tasks behind it go on", name, e);
                if (e instanceof VirtualMachineError fatal) {
                    throw fatal;
                }
            }
        } while (waiting.decrementAndGet() > 0);
    }

    @Override
    public String toString() {
        return "SerialExecutor[" + name + "]";
    }
}
