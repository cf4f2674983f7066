package io.haplatform.redis;

import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.SystemTime;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Real time of a process that can be stopped as by SIGSTOP: its clock goes on, its tasks wait. */
final class GatedTime implements Time {

    private final SystemTime time;
    private boolean stopped;

    GatedTime(String name) {
        this.time = new SystemTime(name);
    }

    synchronized void stop() {
        stopped = true;
    }

    synchronized void go() {
        stopped = false;
        notifyAll();
    }

    private synchronized void pass() {
        while (stopped) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public SerialExecutor serial(String name) {
        SerialExecutor serial = time.serial(name);
        return new SerialExecutor() {
            @Override
            public void execute(Runnable task) {
                serial.execute(gated(task));
            }

            @Override
            public Cancellable schedule(Duration delay, Runnable task) {
                return serial.schedule(delay, gated(task));
            }
        };
    }

    private Runnable gated(Runnable task) {
        return () -> {
            pass();
            task.run();
        };
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        time.sleep(duration);
    }

    @Override
    public void await(CompletionStage<?> stage, Duration atMost) throws InterruptedException {
        time.await(stage, atMost);
    }

    @Override
    public Executor blocking() {
        return time.blocking();
    }

    @Override
    public void close() {
        time.close();
        go();
    }
}
