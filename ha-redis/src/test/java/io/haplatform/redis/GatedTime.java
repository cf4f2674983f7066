package io.haplatform.redis;

import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.ForwardingTime;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.SystemTime;
import java.time.Duration;

/** Real time of a process that can be stopped as by SIGSTOP: its clock goes on, its tasks wait. */
final class GatedTime extends ForwardingTime {

    private boolean stopped;

    GatedTime(String name) {
        super(new SystemTime(name));
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
        SerialExecutor serial = super.serial(name);
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
    public void close() {
        super.close();
        go();
    }
}
