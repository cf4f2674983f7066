package io.haplatform.spring.web;

import io.haplatform.core.time.Ticker;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the requests in flight, and knows whether this application still takes new ones. Open, it lets everything
 * pass; draining, it lets everything pass and has connections closed behind the answer, so that callers come back on
 * a new one, elsewhere; closed, it refuses.
 *
 * <p>Thread-safe; a request costs two atomic operations and a clock reading.
 */
public final class RequestGate {

    /** What happens to a request that comes now. */
    public enum State {
        OPEN,
        DRAINING,
        CLOSED
    }

    private final Ticker ticker;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile State state = State.OPEN;
    private volatile long lastArrival;

    public RequestGate(Ticker ticker) {
        this.ticker = ticker;
        this.lastArrival = ticker.nanos();
    }

    /**
     * A request has come.
     *
     * @return whether it may pass; if so {@link #leave} must be called once when it is done
     */
    public boolean enter() {
        // counted before looking: whoever closes the gate and then sees nobody in flight has missed nobody
        inFlight.incrementAndGet();
        if (state == State.CLOSED) {
            inFlight.decrementAndGet();
            return false;
        }
        lastArrival = ticker.nanos();
        return true;
    }

    /** A request that had passed is done: answered, failed or given up. */
    public void leave() {
        inFlight.decrementAndGet();
    }

    public int inFlight() {
        return inFlight.get();
    }

    /** Nanoseconds since the last request came, or since the beginning. */
    public long quietNanos() {
        return ticker.nanos() - lastArrival;
    }

    public State state() {
        return state;
    }

    void moveTo(State next) {
        state = next;
    }
}
