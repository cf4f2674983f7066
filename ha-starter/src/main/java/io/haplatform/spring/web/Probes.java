package io.haplatform.spring.web;

import io.haplatform.core.time.Ticker;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
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
    private final AtomicInteger changes = new AtomicInteger();
    private @Nullable Looks looks;

    /** What is known of this process without asking anybody. */
    public interface Gate {

        /** @return why this instance takes no traffic now; null when it does */
        @Nullable
        String notReady();

        /** Whether the process cannot recover by itself. */
        boolean isBroken();
    }

    /**
     * Told, in the background, whenever readiness has been worked out anew, from the health behind it alone; of bad
     * health from the second look in a row on.
     */
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
    }

    /**
     * The looks between one start and the next stop.
     *
     * @param wanted looks asked for and not finished; more than one means that it has to be done once more
     */
    private record Looks(ScheduledThreadPoolExecutor threads, Map<Probe, AtomicInteger> wanted) {

        AtomicInteger wanted(Probe probe) {
            return Objects.requireNonNull(wanted.get(probe));
        }

        boolean isOver() {
            return threads.isShutdown();
        }
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
        if (looks != null) {
            return;
        }
        AtomicInteger count = new AtomicInteger();
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(Probe.values().length, task -> {
            Thread thread = new Thread(task, "ha-probes-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        Map<Probe, AtomicInteger> wanted = new EnumMap<>(Probe.class);
        for (Probe probe : Probe.values()) {
            wanted.put(probe, new AtomicInteger());
        }
        looks = new Looks(threads, wanted);
        long interval = policy.refreshInterval().toMillis();
        for (Probe probe : Probe.values()) {
            var unused = threads.scheduleWithFixedDelay(() -> refreshIfDue(probe), 0, interval, TimeUnit.MILLISECONDS);
        }
    }

    /** Stops looking; the last answers stand until they are stale. */
    public synchronized void stop() {
        Looks ended = looks;
        if (ended != null) {
            looks = null;
            ended.threads().shutdownNow();
        }
    }

    /** Looks again at once, in the background: something has changed. */
    public void refresh() {
        changes.incrementAndGet();
        for (Probe probe : Probe.values()) {
            refresh(probe);
        }
    }

    private synchronized void refresh(Probe probe) {
        Looks now = looks;
        // a look that hangs holds one thread, however often another one is asked for meanwhile
        if (now != null && now.wanted(probe).getAndIncrement() == 0) {
            now.threads().execute(() -> lookWhileWanted(now, probe));
        }
    }

    private void lookWhileWanted(Looks own, Probe probe) {
        AtomicInteger wanted = own.wanted(probe);
        int seen;
        do {
            seen = wanted.get();
            look(probe, () -> !own.isOver());
        } while (!own.isOver() && !wanted.compareAndSet(seen, 0));
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
        look(probe, () -> true);
    }

    /** @param counts whether anybody still wants to know, once the answer is there */
    private void look(Probe probe, BooleanSupplier counts) {
        tellLook();
        int before = changes.get();
        ProbeAnswer answer = ask(probe);
        if (!counts.getAsBoolean()) {
            return;
        }
        Cell cell = cell(probe);
        Looked last = cell.last;
        cell.last = new Looked(answer, ticker.nanos());
        if (probe == Probe.READY) {
            boolean overtaken = changes.get() != before;
            tellReadiness(answer, last == null || last.answer().isGood(), overtaken);
        }
    }

    /** Whatever is thrown is bad health: a look that ended its thread would be the last one. */
    private ProbeAnswer ask(Probe probe) {
        Cell cell = cell(probe);
        try {
            ProbeAnswer answer = source.answer(probe);
            cell.failing = false;
            return answer;
        } catch (Throwable e) {
            if (!cell.failing) {
                log.warn(
                        "Health behind {} cannot be worked out, it is answered with 503 until it can: {}",
                        probe.path(),
                        e.toString());
            }
            cell.failing = true;
            return ProbeAnswer.DOWN;
        }
    }

    private void tellLook() {
        for (Runnable listener : lookListeners) {
            tell("looks at health", listener);
        }
    }

    /** An error ends no probe: the class that a listener lacks is needed by nobody else. */
    private static void tell(String what, Runnable word) {
        try {
            word.run();
        } catch (Throwable e) {
            log.error("A listener to {} has thrown; the others are told, and the looks go on", what, e);
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

    /**
     * A bad look is told when the one before was bad too, since callers lose an instance by it: the first of them has
     * the next one follow at once. One that began before a change says nothing of what is now.
     */
    private void tellReadiness(ProbeAnswer answer, boolean wasGood, boolean overtaken) {
        if (!answer.isGood() && (wasGood || overtaken)) {
            refresh(Probe.READY);
            return;
        }
        String reason = answer.isGood() ? "" : "readiness is " + answer.json();
        for (ReadinessListener listener : List.copyOf(listeners)) {
            tell("readiness", () -> listener.onReadiness(reason.isEmpty(), reason));
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
