package io.haplatform.core.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Time that moves only when told to: clock, scheduler and executor of tests and simulations. Everything that is due
 * runs on the thread that calls {@link #advance} or {@link #run}, in order of its time, then of its submission, so the
 * same program gives the same history every time.
 *
 * <pre>{@code
 * ManualTime time = new ManualTime();
 * time.serial("demo").schedule(Duration.ofSeconds(2), () -> ...);
 * time.advance(Duration.ofSeconds(2));      // runs it
 * }</pre>
 *
 * <p>Safe to submit to from any thread; only one thread may advance it. Not for production.
 */
public final class ManualTime implements Time {

    private record Timer(long at, long sequence, Runnable task) {}

    private final Instant origin;
    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::sequence));
    private long nanos;
    private long sequence;
    private boolean closed;

    public ManualTime() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** @param origin the date when the clock reads zero */
    public ManualTime(Instant origin) {
        this.origin = origin;
    }

    /** Runs what is ready, without moving the clock. */
    public void run() {
        for (Runnable task = nextReady(); task != null; task = nextReady()) {
            task.run();
        }
    }

    /** Moves the clock, stopping at every timer on the way to run what it starts. */
    public void advance(Duration duration) {
        long end = nanos() + duration.toNanos();
        run();
        for (Timer timer = nextTimer(end); timer != null; timer = nextTimer(end)) {
            moveTo(timer.at());
            timer.task().run();
            run();
        }
        moveTo(end);
    }

    /**
     * Moves the clock at once and only then runs what was due in between: all of it late, as a process finds things that
     * wakes from a pause.
     */
    public void jump(Duration duration) {
        long end = nanos() + duration.toNanos();
        moveTo(end);
        run();
        for (Timer timer = nextTimer(end); timer != null; timer = nextTimer(end)) {
            timer.task().run();
            run();
        }
    }

    /** Whether nothing is ready to run before the clock moves on. */
    public synchronized boolean isIdle() {
        return ready.isEmpty();
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Instant now() {
        return origin.plusNanos(nanos);
    }

    /** Moves the clock itself: whoever sleeps under manual time is the thread that owns it. */
    @Override
    public void sleep(Duration duration) {
        advance(duration);
    }

    /** Moves the clock from timer to timer until the stage has completed. */
    @Override
    public void await(CompletionStage<?> stage, Duration atMost) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        long end = nanos() + atMost.toNanos();
        run();
        while (!future.isDone()) {
            Timer timer = nextTimer(end);
            if (timer == null) {
                advance(Duration.ofNanos(end - nanos()));
                return;
            }
            moveTo(timer.at());
            timer.task().run();
            run();
        }
    }

    @Override
    public Executor blocking() {
        return this::submit;
    }

    @Override
    public SerialExecutor serial(String name) {
        return new QueueExecutor(name, this::submit, this::isClosed) {
            @Override
            Cancellable startTimer(Duration delay, Runnable queueTask) {
                return addTimer(delay, queueTask);
            }
        };
    }

    @Override
    public synchronized void close() {
        closed = true;
        ready.clear();
        timers.clear();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void submit(Runnable task) {
        if (!closed) {
            ready.add(task);
        }
    }

    private synchronized Cancellable addTimer(Duration delay, Runnable task) {
        Timer timer = new Timer(nanos + delay.toNanos(), sequence++, task);
        if (!closed) {
            timers.add(timer);
        }
        return () -> {
            synchronized (ManualTime.this) {
                timers.remove(timer);
            }
        };
    }

    private synchronized @Nullable Runnable nextReady() {
        return ready.poll();
    }

    private synchronized @Nullable Timer nextTimer(long end) {
        Timer next = timers.peek();
        return next == null || next.at() - end > 0 ? null : timers.remove();
    }

    /** Never back: a task that sleeps has moved the clock further than whoever runs it meant to. */
    private synchronized void moveTo(long instant) {
        nanos = Math.max(nanos, instant);
    }
}
