package io.haplatform.spring.web;

import io.haplatform.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes this instance out without a caller noticing: says that it leaves, goes on serving until everybody has heard it
 * and what is in flight is done, and only then lets the server stop.
 *
 * <p>{@link #begin} is the first half and returns at once; {@link #await} is the second and blocks, never longer than
 * the policy adds up to. Thread-safe.
 */
public final class Drain {

    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final Duration STEP = Duration.ofMillis(10);

    private final RequestGate gate;
    private final DrainPolicy policy;
    private final Time time;
    private final BooleanSupplier published;
    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
    private @Nullable Begun begun;
    private boolean waitedFor;

    /** Told when a drain begins and when it is taken back, on the thread that does it. */
    public interface Listener {

        /** @param reason why it drains, in words */
        void onDrain(String reason);

        /** Takes new work again. */
        void onResume();
    }

    /**
     * How a drain stands.
     *
     * @param state of the gate
     * @param inFlight requests now
     * @param reason why it drains; null if it does not
     * @param since when it began; null if it has not
     */
    public record Progress(RequestGate.State state, int inFlight, @Nullable String reason, @Nullable Instant since) {}

    private record Begun(long nanos, Instant at, String reason) {}

    /**
     * @param published whether the registry has told others of this instance: if it has not, nobody needs time to learn
     *     that it leaves
     */
    public Drain(RequestGate gate, DrainPolicy policy, Time time, BooleanSupplier published) {
        this.gate = gate;
        this.policy = policy;
        this.time = time;
        this.published = published;
    }

    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** Says that this instance takes nothing new. Without effect when a drain has begun already. */
    public synchronized void begin(String reason) {
        if (begun != null) {
            return;
        }
        begun = new Begun(time.nanos(), time.now(), reason);
        gate.moveTo(RequestGate.State.DRAINING);
        log.info(
                "Draining ({}): readiness is off, {} requests are in flight and new ones are still served",
                reason,
                gate.inFlight());
        listeners.forEach(listener -> listener.onDrain(reason));
    }

    /** Takes a drain back. Without effect when none has begun, or when the application is stopping. */
    public synchronized void resume() {
        if (begun == null || waitedFor) {
            return;
        }
        begun = null;
        gate.moveTo(RequestGate.State.OPEN);
        log.info("Drain taken back: ready again");
        listeners.forEach(Listener::onResume);
    }

    /** Whether one has begun. */
    public synchronized boolean isDraining() {
        return begun != null;
    }

    public synchronized Progress progress() {
        return new Progress(
                gate.state(),
                gate.inFlight(),
                begun == null ? null : begun.reason(),
                begun == null ? null : begun.at());
    }

    /**
     * Waits until callers have heard of it, no new request comes and none is in flight, each for no longer than the
     * policy says; then the gate is closed. An interrupt ends the waiting at once.
     */
    public void await() {
        Begun from = waitFor();
        try {
            long heard = Math.max(
                    published.getAsBoolean() ? policy.propagation().toNanos() : 0,
                    policy.externalGrace().toNanos());
            sleepUntil(from.nanos() + heard);
            long end = time.nanos() + policy.inFlight().toNanos();
            while (!isQuiet() && time.nanos() - end < 0) {
                time.sleep(STEP);
            }
            gate.moveTo(RequestGate.State.CLOSED);
            report(from);
        } catch (InterruptedException e) {
            gate.moveTo(RequestGate.State.CLOSED);
            log.warn("Drain interrupted with {} requests in flight: the server stops now", gate.inFlight());
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Begun waitFor() {
        if (begun == null) {
            throw new IllegalStateException("A drain must have begun before it is waited for");
        }
        waitedFor = true;
        return begun;
    }

    private boolean isQuiet() {
        return gate.quietNanos() >= policy.quiet().toNanos() && gate.inFlight() == 0;
    }

    private void sleepUntil(long nanos) throws InterruptedException {
        long remaining = nanos - time.nanos();
        if (remaining > 0) {
            time.sleep(Duration.ofNanos(remaining));
        }
    }

    private void report(Begun from) {
        long millis = Duration.ofNanos(time.nanos() - from.nanos()).toMillis();
        int left = gate.inFlight();
        if (left == 0) {
            log.info("Drained in {} ms: nothing is in flight, the server stops now", millis);
        } else {
            log.warn(
                    "Drain ended after {} ms with {} requests still in flight (ha.web.drain.in-flight is {} ms): the server stops now",
                    millis,
                    left,
                    policy.inFlight().toMillis());
        }
    }
}
