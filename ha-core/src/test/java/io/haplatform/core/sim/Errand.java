package io.haplatform.core.sim;

import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.call.Attempt;
import io.haplatform.core.call.Call;
import io.haplatform.core.call.CallRequest;
import io.haplatform.core.call.CallTimeoutException;
import io.haplatform.core.call.Calls;
import io.haplatform.core.call.Outcome;
import io.haplatform.core.call.Verdict;
import org.jspecify.annotations.Nullable;

/** One call from its beginning to its end, driven by events: an answer that arrives, a pause that is over. */
final class Errand implements CallRequest, Runnable {

    private final Simulation simulation;
    private final Call call;
    private final long begunAt;
    private final long work;
    private final int key;
    private final boolean writes;
    private @Nullable Attempt attempt;
    private Outcome outcome = Outcome.IGNORED;

    /**
     * @param work that a server has with it
     * @param key whose call it is
     * @param writes whether it must not be worked on twice
     */
    Errand(Simulation simulation, Calls calls, long work, int key, boolean writes) {
        this.simulation = simulation;
        this.begunAt = simulation.nanos();
        this.work = work;
        this.key = key;
        this.writes = writes;
        this.call = calls.begin(Simulation.SERVICE, this);
    }

    void next() {
        Attempt next;
        try {
            next = call.next();
        } catch (NoInstanceException | CallTimeoutException e) {
            finish(false);
            return;
        }
        long now = simulation.nanos();
        Server server = simulation.server(next.instance().key().id());
        Reply reply = server.serve(now + Simulation.ONE_WAY, work);
        long arrives = reply.at() + Simulation.ONE_WAY;
        long latest = now + next.timeout().toNanos();
        attempt = next;
        outcome = arrives <= latest ? reply.outcome() : Reply.TIMEOUT;
        simulation.after(Math.min(arrives, latest) - now, this);
    }

    @Override
    public void run() {
        Attempt ended = attempt;
        if (ended == null) {
            next();
            return;
        }
        attempt = null;
        simulation.tally().attempt(simulation.nanos(), ended.instance().key().id(), outcome);
        Verdict verdict = call.conclude(ended, outcome);
        if (!(verdict instanceof Verdict.Retry retry)) {
            finish(outcome instanceof Outcome.Success);
        } else if (retry.pause().isZero()) {
            next();
        } else {
            simulation.after(retry.pause().toNanos(), this);
        }
    }

    private void finish(boolean answered) {
        simulation.tally().call(simulation.nanos(), simulation.nanos() - begunAt, answered);
    }

    @Override
    public String method() {
        return writes ? "POST" : "GET";
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public @Nullable String value(String name) {
        return switch (name) {
            case "source" -> Keys.address(key);
            case "path" -> Keys.path(key);
            case "user" -> Keys.user(key);
            default -> null;
        };
    }
}
