package io.haplatform.core.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Time as the machine has it. Two daemon threads serve all serial executors of a process, however many there are;
 * up to four more come and go for tasks that block.
 *
 * <p>Thread-safe. Close it last, after everything that was given one of its executors.
 */
public final class SystemTime implements Time {

    private static final int THREADS = 2;

    private static final int BLOCKING_THREADS = 4;

    private final ScheduledThreadPoolExecutor pool;
    private final ThreadPoolExecutor blocking;

    /** @param name prefix of the thread names */
    public SystemTime(String name) {
        this.pool = new ScheduledThreadPoolExecutor(THREADS, daemons(name));
        // a cancelled timer must not keep its task (and all it refers to) until it would have fired
        pool.setRemoveOnCancelPolicy(true);
        pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.blocking = new ThreadPoolExecutor(
                BLOCKING_THREADS,
                BLOCKING_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons(name + "-blocking"));
        // most processes never need one
        blocking.allowCoreThreadTimeOut(true);
        // whoever comes after close is dropped, as promised, and not thrown at
        pool.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        blocking.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }

    @Override
    public void await(CompletionStage<?> stage, Duration atMost) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        stage.whenComplete((value, failure) -> done.countDown());
        done.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Executor blocking() {
        return blocking;
    }

    @Override
    public SerialExecutor serial(String name) {
        return new QueueExecutor(name, pool, pool::isShutdown) {
            @Override
            Cancellable startTimer(Duration delay, Runnable queueTask) {
                Future<?> timer = pool.schedule(queueTask, delay.toNanos(), TimeUnit.NANOSECONDS);
                return () -> timer.cancel(false);
            }
        };
    }

    @Override
    public void close() {
        pool.shutdownNow();
        blocking.shutdownNow();
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
