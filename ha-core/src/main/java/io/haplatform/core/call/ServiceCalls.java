package io.haplatform.core.call;

import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.balance.Node;
import io.haplatform.core.call.Outcome.Failure;
import io.haplatform.core.call.Outcome.Success;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.observe.Suspicions;
import io.haplatform.core.time.Ticker;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What all calls to one service share: whom they may call, by what rules, and who is told of them. */
final class ServiceCalls {

    private final Balancer balancer;
    private final CallPolicy policy;
    private final Suspicions suspicions;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final CallGuard[] guards;
    private final Listeners listeners;
    private final RetryBudget budget;
    private final Duration firstTimeout;
    private final long firstTimeoutNanos;
    private final long totalNanos;

    ServiceCalls(
            Balancer balancer,
            CallPolicy policy,
            Suspicions suspicions,
            Ticker ticker,
            RandomGenerator random,
            CallGuard[] guards,
            Listeners listeners) {
        this.balancer = balancer;
        this.policy = policy;
        this.suspicions = suspicions;
        this.ticker = ticker;
        this.random = random;
        this.guards = guards;
        this.listeners = listeners;
        this.budget = new RetryBudget(balancer::begun, policy.budgetRatio(), policy.budgetPerSecond(), ticker.nanos());
        this.totalNanos = policy.totalTimeout().toNanos();
        this.firstTimeout = timeoutOf(totalNanos);
        this.firstTimeoutNanos = firstTimeout.toNanos();
    }

    Call begin(CallRequest request) {
        enterGuards();
        long now = ticker.nanos();
        budget.onCall(now);
        RunningCall call = new RunningCall(this, request, now);
        try {
            Node node = balancer.pick(call);
            if (node != null) {
                call.openFirst(node);
            }
        } catch (RuntimeException | Error e) {
            exitGuards(guards.length, Outcome.IGNORED, 0);
            throw e;
        }
        return call;
    }

    String service() {
        return balancer.service();
    }

    Balancer balancer() {
        return balancer;
    }

    CallPolicy policy() {
        return policy;
    }

    long nanos() {
        return ticker.nanos();
    }

    long totalNanos() {
        return totalNanos;
    }

    Duration firstTimeout() {
        return firstTimeout;
    }

    long firstTimeoutNanos() {
        return firstTimeoutNanos;
    }

    /** @param nanosLeft of the call's total time */
    Duration timeoutOf(long nanosLeft) {
        return nanosLeft < policy.attemptTimeout().toNanos() ? Duration.ofNanos(nanosLeft) : policy.attemptTimeout();
    }

    /** An attempt is closed: counts it out, and draws from it what it says about the instance. */
    void closed(RunningCall call, Node node, Outcome outcome, long openedAt, long now, Duration timeout) {
        if (outcome instanceof Failure failure) {
            if (now - openedAt > firstTimeoutNanos && failure.kind() != Outcome.Kind.TIMEOUT) {
                node.broke(openedAt, now);
            } else {
                node.failed(openedAt, now, retryAfterNanos(failure));
            }
            node.end();
            judge(node, failure, openedAt, timeout);
        } else {
            // what an attempt took that outlived its timeout is the length of a stream
            if (now - openedAt <= firstTimeoutNanos) {
                if (outcome instanceof Success) {
                    node.succeeded(openedAt, now);
                } else {
                    node.abandoned(openedAt, now);
                }
            }
            node.end();
        }
        listeners.onAttempt(call, node, outcome, now - openedAt);
    }

    void finished(RunningCall call, Outcome outcome, long nanos) {
        exitGuards(guards.length, outcome, nanos);
        listeners.onFinish(call, outcome, nanos);
    }

    void tellNoInstance(RunningCall call, NoInstanceException why) {
        listeners.onNoInstance(call, why);
    }

    /** What follows from a failed attempt for the call. */
    Verdict decide(RunningCall call, History history, Failure failure, long nanosLeft, long now) {
        if (history.tried().size() > policy.maxRetries() || !mayRepeat(call.request(), failure)) {
            return Verdict.DONE;
        }
        Duration pause = Backoff.pause(policy, failure, history.pauses(), random);
        // an answer, be it a 503, is better than what an instance that does not answer would give in its place
        boolean suspectWillDo = failure.kind() != Outcome.Kind.STATUS;
        if (pause.compareTo(Duration.ofNanos(nanosLeft)) >= 0
                || !balancer.hasAnother(call, suspectWillDo)
                || !budget.tryRetry(now)) {
            return Verdict.DONE;
        }
        return pause.isZero() ? Verdict.AT_ONCE : new Verdict.Retry(pause);
    }

    /** Where nothing was sent, every request may go elsewhere; else only one that may be worked on twice. */
    private boolean mayRepeat(CallRequest request, Failure failure) {
        if (failure.kind().nothingSent()) {
            return true;
        }
        if (failure.kind() == Outcome.Kind.STATUS && !policy.retryableStatuses().contains(failure.status())) {
            return false;
        }
        return isIdempotent(request) && request.repeatable();
    }

    boolean isIdempotent(CallRequest request) {
        return policy.idempotentMethods().contains(request.method())
                || request.value("header:" + policy.idempotencyHeader()) != null;
    }

    private static long retryAfterNanos(Failure failure) {
        Duration retryAfter = failure.retryAfter();
        // nobody is left alone for longer, whatever it says
        return retryAfter == null ? 0 : Math.min(retryAfter.toSeconds(), 60) * 1_000_000_000L;
    }

    private void judge(Node node, Failure failure, long openedAt, Duration timeout) {
        switch (failure.kind()) {
            case REFUSED -> suspicions.suspect(node, Evidence.REFUSED, "refused a connection", openedAt);
            case UNREACHABLE -> suspicions.suspect(node, Evidence.SILENT, "could not be connected to", openedAt);
            case TIMEOUT -> {
                if (timeout.compareTo(firstTimeout) < 0) {
                    // what was left of the call was too short to prove anything
                    suspicions.doubt(node);
                } else {
                    suspicions.suspect(
                            node, Evidence.SILENT, "did not answer within " + timeout.toMillis() + " ms", openedAt);
                }
            }
            // a killed process resets what it has in flight, and then refuses; a reset alone may be one connection's
            case RESET -> suspicions.doubt(node);
            case STATUS, ERROR -> {}
        }
    }

    private void enterGuards() {
        for (int entered = 0; entered < guards.length; entered++) {
            try {
                guards[entered].enter(service());
            } catch (RuntimeException | Error e) {
                exitGuards(entered, Outcome.IGNORED, 0);
                throw e;
            }
        }
    }

    private void exitGuards(int entered, Outcome outcome, long nanos) {
        for (int i = entered - 1; i >= 0; i--) {
            try {
                guards[i].exit(service(), outcome, nanos);
            } catch (RuntimeException e) {
                listeners.failed(guards[i], e);
            }
        }
    }
}
