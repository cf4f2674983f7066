package io.haplatform.spring.blocking;

import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Ticker;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, as one attempt sends it: ends when the answer has been read or given up, or is cut when
 * its time is over, whatever the thread that waits for it waits in.
 *
 * <p>Reading and closing belong to the caller's thread (or one after the other); the cut comes from a timer and may
 * meet them at any point. The end is told once.
 */
final class Exchange {

    /** How it came to its end. */
    sealed interface End {
        /** The answer was read to its end, or as far as the caller wanted. */
        record Read() implements End {}

        /** Reading it failed, or took too long. */
        record Failed(Throwable failure) implements End {}

        /** Its time was over and nobody was waiting for it: the caller has forgotten to close it. */
        record Forgotten() implements End {}

        /** Somebody on the way has answered in the instance's place, without asking it. */
        record Elsewhere() implements End {}
    }

    /** Something that blocks and can be woken by an interrupt. */
    @FunctionalInterface
    interface Blocking<T> {
        T run() throws IOException;
    }

    /** What its time means to it. */
    private enum Limit {
        COUNTS,
        LIFTED,
        PASSED
    }

    private final Supplier<String> late;
    private final Ticker ticker;
    private final Executor aside;
    private final boolean readAhead;
    private final long deadline;
    private final Cancellable timer;
    private final AtomicReference<@Nullable Thread> interruptible = new AtomicReference<>();
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final AtomicReference<@Nullable Consumer<End>> listener = new AtomicReference<>();
    // one of three and never back: what was cut must not pass for an answer that had no limit
    private final AtomicReference<Limit> limit = new AtomicReference<>(Limit.COUNTS);

    private volatile boolean interrupted;
    private volatile boolean waiting = true;
    private volatile boolean answered;
    private volatile @Nullable Throwable failed;
    private volatile @Nullable Runnable onCut;

    /**
     * Starts the clock.
     *
     * @param late what is said when its time is over
     * @param readAhead whether a small answer is to be read before the caller gets it
     * @param timers runs the cut
     * @param aside runs what a cut has to do to a client library; may block
     */
    Exchange(
            Supplier<String> late,
            Duration timeout,
            boolean readAhead,
            Ticker ticker,
            SerialExecutor timers,
            Executor aside) {
        this.late = late;
        this.readAhead = readAhead;
        this.ticker = ticker;
        this.aside = aside;
        this.deadline = ticker.nanos() + timeout.toNanos();
        this.timer = timers.schedule(timeout, this::cut);
    }

    /** What is left; zero when nothing is. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadline - ticker.nanos()));
    }

    boolean readsAhead() {
        return readAhead;
    }

    boolean isCut() {
        return limit.get() == Limit.PASSED;
    }

    boolean isUnlimited() {
        return limit.get() == Limit.LIFTED;
    }

    /** Somebody reads a stream without an end: from here on no time counts, unless it is over already. */
    void unlimited() {
        if (limit.compareAndSet(Limit.COUNTS, Limit.LIFTED)) {
            timer.cancel();
        }
    }

    /** The instance has answered: whoever has the answer ends the exchange, by reading or closing it. */
    void answered() {
        answered = true;
        waiting = false;
    }

    /** The instance was asked and gave no answer. Not an end yet: somebody on the way may ask again. */
    void failed(Throwable failure) {
        failed = failure;
    }

    /** The caller is about to get an answer. One that is not the instance's ends the exchange: nobody else would. */
    void returned() {
        if (!answered) {
            Throwable failure = failed;
            end(failure == null ? new End.Elsewhere() : new End.Failed(failure));
        }
    }

    /** What makes the client library let go, called at the cut; at once if that has been. Replaces what was there. */
    void onCut(Runnable abort) {
        onCut = abort;
        if (isCut()) {
            aside.execute(abort);
        }
    }

    /** Told once how it ended; at once if it has. */
    void whenEnded(Consumer<End> listener) {
        this.listener.set(listener);
        tell();
    }

    /** The first end counts. */
    void end(End how) {
        if (end.compareAndSet(null, how)) {
            timer.cancel();
            tell();
        }
    }

    boolean hasEnded() {
        return end.get() != null;
    }

    /** Marks the caller as waiting, or not: a cut that meets nobody waiting is not the instance's fault. */
    void waiting(boolean waiting) {
        this.waiting = waiting;
    }

    /** Runs what blocks on this thread and interrupts it at the cut; the interrupt never outlives this method. */
    <T> T interruptibly(Blocking<T> action) throws IOException {
        Thread me = Thread.currentThread();
        interruptible.set(me);
        try {
            if (isCut()) {
                throw timedOut(null);
            }
            return action.run();
        } finally {
            if (!interruptible.compareAndSet(me, null)) {
                // the cut has taken this thread to interrupt it: wait until it has, then take the interrupt back
                while (!interrupted) {
                    Thread.onSpinWait();
                }
                Thread.interrupted();
            }
        }
    }

    /** What the failure is to the caller: a timeout if the exchange was cut, else the failure itself. */
    IOException failure(Exception failure) {
        if (isCut()) {
            return timedOut(failure);
        }
        return failure instanceof IOException io ? io : new IOException(String.valueOf(failure.getMessage()), failure);
    }

    IOException timedOut(@Nullable Throwable cause) {
        HttpTimeoutException timedOut = new HttpTimeoutException(late.get());
        // not its cause: an interrupt in there is how the cut was made, and not the caller giving up
        if (cause != null) {
            timedOut.addSuppressed(cause);
        }
        return timedOut;
    }

    /** Its time is over. What the timer does; a caller that knows by itself may come first. */
    void cut() {
        if (hasEnded() || !limit.compareAndSet(Limit.COUNTS, Limit.PASSED)) {
            return;
        }
        boolean met = waiting;
        Thread blocked = interruptible.getAndSet(null);
        if (blocked != null) {
            blocked.interrupt();
            interrupted = true;
        }
        Runnable abort = onCut;
        if (abort != null) {
            aside.execute(abort);
        }
        if (!met) {
            end(new End.Forgotten());
        }
    }

    private void tell() {
        End how = end.get();
        Consumer<End> told = how == null ? null : listener.getAndSet(null);
        if (told != null && how != null) {
            told.accept(how);
        }
    }
}
