package io.haplatform.core.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Everything the core knows of time: a monotonic clock, the date for people to read, and executors with timers.
 * Production uses {@link SystemTime}, tests and simulations {@link ManualTime}; nothing else in the core reads a clock
 * or starts a thread.
 */
public interface Time extends Ticker, AutoCloseable {

    /** The date, for display and log lines only: no decision compares two of these. */
    Instant now();

    /**
     * A new executor whose tasks run one at a time.
     *
     * @param name what its tasks work for; appears in log lines about tasks that throw
     */
    SerialExecutor serial(String name);

    /** Blocks the calling thread. Only for threads that belong to a caller who chose to block. */
    void sleep(Duration duration) throws InterruptedException;

    /**
     * Blocks the calling thread until the stage has completed, in whatever way, or the time is over. Only for threads
     * that belong to a caller who chose to block.
     */
    void await(CompletionStage<?> stage, Duration atMost) throws InterruptedException;

    /**
     * Runs tasks that have to block and have no other way, such as looking up a host name: a few at a time, the others
     * wait. Serial executors must not be held up by such.
     */
    Executor blocking();

    /** Stops all executors and timers; tasks still queued are dropped. */
    @Override
    void close();
}
