package io.haplatform.core.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Another time in all but what a subclass does differently. For tests and simulations, as {@link ManualTime} is. */
public abstract class ForwardingTime implements Time {

    private final Time time;

    /** @param time what is not overridden goes there */
    protected ForwardingTime(Time time) {
        this.time = time;
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
    public SerialExecutor serial(String name) {
        return time.serial(name);
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
    }
}
