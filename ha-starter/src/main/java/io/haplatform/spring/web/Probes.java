package io.haplatform.spring.web;

import io.haplatform.core.time.Ticker;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the answers to the probes ready before anybody asks. What they depend on is looked at in the background, each
 * probe on a thread of its own, so that a check that hangs delays neither a request nor another probe.
 *
 * <p>Two things count at once, without waiting for a look: that this instance takes no traffic ({@code notReady}) and
 * that the process is broken. The whole tree, which may ask databases, is looked at ten times less often while nobody
 * asks for it.
 */
public final class Probes {

    private static final Logger log = LoggerFactory.getLogger(Probes.class);
    private static final int IDLE_FACTOR = 10;
    private static final Duration ASKED_RECENTLY = Duration.ofMinutes(1);

    private final HealthSource source;
    private final Gate gate;
    private final ProbePolicy policy;
    private final Ticker ticker;
    private final Map<Probe, Cell> cells = new EnumMap<>(Probe.class);
    private final CopyOnWriteArrayList<ReadinessListener> listeners = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Runnable> lookListeners = new CopyOnWriteArrayList<>();
    private @Nullable ScheduledThreadPoolExecutor threads;

    /** What is known of this process without asking anybody. */
    public interface Gate {

        /** @return why this instance takes no traffic now; null when it does */
        @Nullable
        String notReady();

        /** Whether the process cannot recover by itself. */
        boolean isBroken();
    }

    /** Told, in the background, whenever readiness has been worked out anew, from the health behind it alone. */
    @FunctionalInterface
    public interface ReadinessListener {

        /** @param reason why not ready; empty when ready */
        void onReadiness(boolean ready, String reason);
    }

    private record Looked(ProbeAnswer answer, long nanos) {}

    /** The state of one probe. */
    private static final class Cell {
        volatile @Nullable Looked last;
        volatile long askedNanos;
        volatile boolean failing;

        /** Looks asked for and not finished; more than one means that it has to be done once more. */
        final AtomicInteger wanted = new AtomicInteger();
    }

    public Probes(HealthSource source, Gate gate, ProbePolicy policy, Ticker ticker) {
        this.source = source;
        this.gate = gate;
        this.policy = policy;
        this.ticker = ticker;
        for (Probe probe : Probe.values()) {
            Cell cell = new Cell();
            cell.askedNanos = ticker.nanos() - ASKED_RECENTLY.toNanos();
            cells.put(probe, cell);
        }
    }

    public void addListener(ReadinessListener listener) {
        listeners.add(listener);
    }

    /** Told before each look at what an answer depends on, on the thread that looks. */
    public void onLook(Runnable listener) {
        lookListeners.add(listener);
    }

    /** Begins to look. */
    public synchronized void start() {
        if (threads != null) {
            return;
        }
        AtomicInteger count = new AtomicInteger();
        threads = new ScheduledThreadPoolExecutor(Probe.values().length, task -> {
            Thread thread = new Thread(task, "ha-probes-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        long interval = policy.refreshInterval().toMillis();
        for (Probe probe : Probe.values()) {
            var unused = threads.scheduleWithFixedDelay(() -> refreshIfDue(probe), 0, interval, TimeUnit.MILLISECONDS);
        }
    }

    /** Stops looking; the last answers stand until they are stale. */
    public synchronized void stop() {
        if (threads != null) {
            threads.shutdownNow();
            threads = null;
        }
    }

    /** Looks again at once, in the background: something has changed. */
    public void refresh() {
        for (Probe probe : Probe.values()) {
            refresh(probe);
        }
    }

    private synchronized void refresh(Probe probe) {
        // a look that hangs holds one thread, however often another one is asked for meanwhile
        if (threads != null && cell(probe).wanted.getAndIncrement() == 0) {
            threads.execute(() -> lookWhileWanted(probe));
        }
    }

    private void lookWhileWanted(Probe probe) {
        AtomicInteger wanted = cell(probe).wanted;
        int seen;
        do {
            seen = wanted.get();
            look(probe);
        } while (!wanted.compareAndSet(seen, 0));
    }

    /** The answer as it stands; never waits. */
    public ProbeAnswer answer(Probe probe) {
        Cell cell = cell(probe);
        boolean wasIdle = isIdle(probe);
        cell.askedNanos = ticker.nanos();
        if (wasIdle) {
            refresh(probe);
        }
        if (probe == Probe.LIVE && gate.isBroken()) {
            return ProbeAnswer.DOWN;
        }
        if (probe == Probe.READY && gate.notReady() != null) {
            return ProbeAnswer.OUT_OF_SERVICE;
        }
        Looked last = cell.last;
        if (probe == Probe.LIVE) {
            // not being able to look is no proof of death, and a restart heals nothing outside
            return last == null ? ProbeAnswer.UP : last.answer();
        }
        if (last == null || ticker.nanos() - last.nanos() > staleNanos(probe)) {
            return ProbeAnswer.UNKNOWN;
        }
        return last.answer();
    }

    /** Looks now, on the calling thread. */
    void look(Probe probe) {
        Cell cell = cell(probe);
        ProbeAnswer answer;
        try {
            lookListeners.forEach(Runnable::run);
            answer = source.answer(probe);
            cell.failing = false;
        } catch (RuntimeException e) {
            if (!cell.failing) {
                log.warn(
                        "Health behind {} cannot be worked out, it is answered with 503 until it can: {}",
                        probe.path(),
                        e.toString());
            }
            cell.failing = true;
            answer = ProbeAnswer.DOWN;
        }
        cell.last = new Looked(answer, ticker.nanos());
        if (probe == Probe.READY) {
            tellReadiness(answer);
        }
    }

    private void refreshIfDue(Probe probe) {
        Looked last = cell(probe).last;
        boolean idle = isIdle(probe);
        long due = policy.refreshInterval().toNanos() * IDLE_FACTOR;
        if (last == null || !idle || ticker.nanos() - last.nanos() >= due) {
            refresh(probe);
        }
    }

    private boolean isIdle(Probe probe) {
        return probe == Probe.HEALTH && ticker.nanos() - cell(probe).askedNanos >= ASKED_RECENTLY.toNanos();
    }

    private void tellReadiness(ProbeAnswer answer) {
        String reason = answer.isGood() ? "" : "readiness is " + answer.json();
        for (ReadinessListener listener : List.copyOf(listeners)) {
            try {
                listener.onReadiness(reason.isEmpty(), reason);
            } catch (RuntimeException e) {
                log.error("A listener of readiness has thrown", e);
            }
        }
    }

    private long staleNanos(Probe probe) {
        long stale = policy.staleAfter().toNanos();
        return probe == Probe.HEALTH ? Math.max(stale, policy.refreshInterval().toNanos() * IDLE_FACTOR * 2) : stale;
    }

    private Cell cell(Probe probe) {
        Cell cell = cells.get(probe);
        if (cell == null) {
            throw new IllegalStateException("no cell for " + probe);
        }
        return cell;
    }
}
