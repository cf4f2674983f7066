package io.haplatform.core.call;

import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.balance.Node;
import io.haplatform.core.call.History.Phase;
import io.haplatform.core.call.Outcome.Failure;
import io.haplatform.core.instance.Instance;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call, and its first attempt in the same object: most calls have no other, and then these 32 bytes are all that the
 * call costs.
 *
 * <p>All that changes is one reference. It holds {@code null} before an instance was found, the {@link Node} while the
 * first attempt is open, the {@link Instance} when the call ended with it, and a {@link History} for every other story.
 * Each step is a compare-and-set, and whoever makes it does what goes with it: closing twice, or closing against a
 * timer and a cancel, has one winner.
 */
final class RunningCall implements Call, Attempt {

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(RunningCall.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ServiceCalls calls;
    private final CallRequest request;
    private final long begunAt;
    private volatile @Nullable Object state;

    RunningCall(ServiceCalls calls, CallRequest request, long begunAt) {
        this.calls = calls;
        this.request = request;
        this.begunAt = begunAt;
    }

    /** Opens the first attempt of a call that nobody else has seen yet. */
    void openFirst(Node node) {
        node.begin(begunAt, calls.firstTimeoutNanos());
        STATE.setRelease(this, node);
    }

    @Override
    public Attempt next() {
        while (true) {
            Object now = state;
            if (now instanceof Node) {
                return this;
            }
            if (now == null) {
                Node node = requireNode(null);
                node.begin(begunAt, calls.firstTimeoutNanos());
                if (STATE.compareAndSet(this, null, node)) {
                    return this;
                }
                node.end();
            } else if (now instanceof History history && history.phase() == Phase.WAITING) {
                LaterAttempt attempt = openAnother(history);
                if (attempt != null) {
                    return attempt;
                }
            } else if (now instanceof History history && history.open() != null) {
                return history.open();
            } else {
                throw new IllegalStateException("Call to service '" + calls.service() + "' is over");
            }
        }
    }

    private @Nullable LaterAttempt openAnother(History history) {
        long now = calls.nanos();
        long left = nanosLeft(now);
        if (left <= 0) {
            finish(history);
            throw new CallTimeoutException(
                    calls.service(),
                    calls.policy().totalTimeout(),
                    history.tried().size());
        }
        Node node = requireNode(history);
        LaterAttempt attempt = new LaterAttempt(this, node, now, calls.timeoutOf(left));
        node.begin(now, calls.firstTimeoutNanos());
        if (STATE.compareAndSet(this, history, history.opened(attempt))) {
            return attempt;
        }
        node.end();
        return null;
    }

    private Node requireNode(@Nullable History history) {
        try {
            return calls.balancer().require(this);
        } catch (NoInstanceException e) {
            calls.tellNoInstance(this, e);
            finish(history);
            throw e;
        } catch (RuntimeException | Error e) {
            finish(history);
            throw e;
        }
    }

    /** Ends a call that has no attempt open, unless somebody else just did. */
    private void finish(@Nullable History history) {
        History over = history == null ? History.OVER_UNTRIED : history.over();
        if (STATE.compareAndSet(this, history, over)) {
            calls.finished(this, over.last(), calls.nanos() - begunAt);
        }
    }

    @Override
    public Verdict conclude(Attempt attempt, Outcome outcome) {
        return outcome instanceof Failure failure ? fail(attempt, failure) : close(attempt, outcome);
    }

    /** Closes the attempt and the call with it. */
    Verdict close(Attempt attempt, Outcome outcome) {
        Object now = state;
        if (attempt == this) {
            if (now instanceof Node node && STATE.compareAndSet(this, node, node.instance())) {
                long at = calls.nanos();
                calls.closed(this, node, outcome, begunAt, at, timeout());
                calls.finished(this, outcome, at - begunAt);
            }
        } else if (now instanceof History history
                && attempt instanceof LaterAttempt later
                && history.open() == later
                && STATE.compareAndSet(this, history, history.over())) {
            long at = calls.nanos();
            calls.closed(this, later.node(), outcome, later.openedAt(), at, later.timeout());
            calls.finished(this, outcome, at - begunAt);
        }
        return Verdict.DONE;
    }

    private Verdict fail(Attempt attempt, Failure failure) {
        Object now = state;
        if (attempt == this) {
            if (now instanceof Node node) {
                History deciding = History.deciding(node, failure);
                if (STATE.compareAndSet(this, node, deciding)) {
                    return failed(deciding, node, begunAt, timeout(), failure);
                }
            }
        } else if (now instanceof History history && attempt instanceof LaterAttempt later && history.open() == later) {
            History deciding = history.deciding(failure);
            if (STATE.compareAndSet(this, history, deciding)) {
                return failed(deciding, later.node(), later.openedAt(), later.timeout(), failure);
            }
        }
        return Verdict.DONE;
    }

    private Verdict failed(History deciding, Node node, long openedAt, Duration timeout, Failure failure) {
        long now = calls.nanos();
        Verdict verdict;
        try {
            calls.closed(this, node, failure, openedAt, now, timeout);
            verdict = calls.decide(this, deciding, failure, nanosLeft(now), now);
        } catch (RuntimeException | Error e) {
            // what the application has given us to ask has failed: the call is over, and whoever guards it is told
            finish(deciding);
            throw e;
        }
        History next = verdict instanceof Verdict.Retry retry
                ? deciding.waiting(!retry.pause().isZero())
                : deciding.over();
        if (!STATE.compareAndSet(this, deciding, next)) {
            // cancelled while we were deciding, and finished by whoever cancelled
            return Verdict.DONE;
        }
        if (verdict instanceof Verdict.Done) {
            calls.finished(this, failure, now - begunAt);
        }
        return verdict;
    }

    @Override
    public void cancel() {
        while (true) {
            Object now = state;
            if (now instanceof Node) {
                close(this, Outcome.IGNORED);
            } else if (now instanceof History history && history.open() != null) {
                close(history.open(), Outcome.IGNORED);
            } else if (now == null) {
                finish(null);
            } else if (now instanceof History history && history.phase() != Phase.OVER) {
                finish(history);
            } else {
                return;
            }
        }
    }

    @Override
    public String service() {
        return calls.service();
    }

    @Override
    public CallPolicy policy() {
        return calls.policy();
    }

    @Override
    public boolean isIdempotent() {
        return calls.isIdempotent(request);
    }

    @Override
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanosLeft(calls.nanos())));
    }

    @Override
    public List<Instance> tried() {
        Object now = state;
        if (now instanceof History history) {
            return history.instances();
        }
        return now == null ? List.of() : List.of(instanceOf(now));
    }

    @Override
    public long nowNanos() {
        return begunAt;
    }

    @Override
    public boolean hasTried(Node node) {
        Object now = state;
        if (now == null) {
            return false;
        }
        return now instanceof History history
                ? history.hasTried(node)
                : instanceOf(now).key().equals(node.key());
    }

    @Override
    public @Nullable String value(String name) {
        return request.value(name);
    }

    CallRequest request() {
        return request;
    }

    @Override
    public Instance instance() {
        Object now = state;
        if (now == null) {
            throw new IllegalStateException("Call to service '" + calls.service() + "' has no attempt yet");
        }
        return now instanceof History history ? history.tried().get(0).instance() : instanceOf(now);
    }

    @Override
    public Duration timeout() {
        return calls.firstTimeout();
    }

    @Override
    public void close(Outcome outcome) {
        close(this, outcome);
    }

    private static Instance instanceOf(Object single) {
        return single instanceof Node node ? node.instance() : (Instance) single;
    }

    private long nanosLeft(long now) {
        return calls.totalNanos() - (now - begunAt);
    }
}
