package io.haplatform.core.call;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;

/**
 * Keeps retries a small share of the calls: at most {@code ratio} of the calls of the last ten seconds, and
 * {@code perSecond} more for each of them, so that a service with little traffic may retry at all. When a whole service
 * fails, it sees little more load than before.
 *
 * <p>The window is ten slots of one second. Calls are not counted here but read, once per slot, from a counter that the
 * call path keeps anyway: a call costs one volatile read. Lock-free; a retry is one compare-and-set.
 *
 * <p>Source: Finagle's {@code RetryBudget}.
 */
final class RetryBudget {

    static final int SLOTS = 10;
    private static final long SLOT_NANOS = 1_000_000_000L;
    private static final double ROUNDING = 1e-6;

    private final IntSupplier begun;
    private final double ratio;
    private final int perSecond;
    private final AtomicReference<Window> window;

    /**
     * @param begun attempts ever begun, retries among them, modulo 2^32
     * @param ratio retries per call
     * @param perSecond retries per second that are free
     */
    RetryBudget(IntSupplier begun, double ratio, int perSecond, long now) {
        this.begun = begun;
        this.ratio = ratio;
        this.perSecond = perSecond;
        int[] begunBefore = new int[SLOTS];
        Arrays.fill(begunBefore, begun.getAsInt());
        this.window = new AtomicReference<>(new Window(now + SLOT_NANOS, begunBefore, new int[SLOTS]));
    }

    /** What is known of the last ten seconds; immutable. */
    private static final class Window {

        private final long end;
        // what the counter said when each slot began, and the retries in each; the newest last
        private final int[] begun;
        private final int[] retries;

        Window(long end, int[] begun, int[] retries) {
            this.end = end;
            this.begun = begun;
            this.retries = retries;
        }

        Window movedTo(long now, int begunNow) {
            long steps = (now - end) / SLOT_NANOS + 1;
            int shift = (int) Math.min(steps, SLOTS);
            int[] movedBegun = Arrays.copyOfRange(begun, shift, shift + SLOTS);
            // nobody called in the slots that were skipped, else they would not have been
            Arrays.fill(movedBegun, SLOTS - shift, SLOTS, begunNow);
            return new Window(end + steps * SLOT_NANOS, movedBegun, Arrays.copyOfRange(retries, shift, shift + SLOTS));
        }

        Window withRetry() {
            int[] more = retries.clone();
            more[SLOTS - 1]++;
            return new Window(end, begun, more);
        }

        int totalRetries() {
            return Arrays.stream(retries).sum();
        }
    }

    /** A call begins: moves the window if it is time. */
    void onCall(long now) {
        Window current = current();
        if (now - current.end >= 0) {
            // whoever loses finds it moved
            window.compareAndSet(current, current.movedTo(now, begun.getAsInt()));
        }
    }

    /** Takes one retry out of the budget, if there is one. */
    boolean tryRetry(long now) {
        while (true) {
            onCall(now);
            Window current = current();
            int retries = current.totalRetries();
            int calls = Math.max(0, begun.getAsInt() - current.begun[0] - retries);
            if (retries + 1 > ratio * calls + (double) perSecond * SLOTS + ROUNDING) {
                return false;
            }
            if (window.compareAndSet(current, current.withRetry())) {
                return true;
            }
        }
    }

    private Window current() {
        return Objects.requireNonNull(window.get());
    }
}
