package io.haplatform.core.balance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a call to one instance costs, in nanoseconds: a moving average of its response times that rises at once and falls
 * slowly. An answer after 50 ms where 10 ms were usual makes it 50 ms; answers after 10 ms bring it back in half a
 * minute. It fades while nobody calls, so that an instance that was slow gets another chance.
 *
 * <p>After a failure a call costs ten times as much as before, however fast it came: who is picked for being cheap and
 * then fails is not cheap. It is a factor beside the average: another failure sets it to ten again, each answer takes a
 * tenth off it. What was under way when it happened tells nothing new, so that of a burst of failures one counts.
 *
 * <p>And an instance that has been asked since it was last heard of costs at least as much as it has been silent for: one
 * that swallows calls is seen long before a timeout. A stream beside which other calls are answered is no silence.
 *
 * <p>Lock-free; an answer costs two writes, and at most one a millisecond beyond a plain one.
 *
 * <p>Source: Finagle's {@code PeakEwma}; the penalty and the silence are ServiceTalk's.
 */
final class Latency {

    /** Of an instance that has been asked for the first time and has not answered: nobody asks it a second time. */
    static final float PROBED = (float) 1e15;

    /** Nobody waits for an answer that was asked for since the last one. */
    private static final long NOBODY_WAITS = Long.MIN_VALUE;

    /** What a failure adds to the cost, in multiples of it. */
    private static final float PENALTY = 9;

    private static final float LEFT_AFTER_ANSWER = 0.9f;

    /** A penalty below is none: the answers that follow have nothing to write. */
    private static final float NOTICED = 0.05f;

    /** More is not told apart: it takes 70 s for this to fade to 10 ms. */
    private static final float CEILING_NANOS = 10e9f;

    /** What a call costs where one has failed before any was answered. */
    private static final float NEVER_ANSWERED_NANOS = 10e6f;

    private static final VarHandle COST;
    private static final VarHandle PENALTIES;
    private static final VarHandle WAITING_SINCE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            COST = lookup.findVarHandle(Latency.class, "cost", long.class);
            PENALTIES = lookup.findVarHandle(Latency.class, "penalty", long.class);
            WAITING_SINCE = lookup.findVarHandle(Latency.class, "waitingSince", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // fading; 0 when nothing is known
    private volatile long cost;
    // fading; 0 when there is none
    private volatile long penalty;
    private volatile long waitingSince = NOBODY_WAITS;
    private volatile long patience;
    private final AtomicReference<@Nullable Blame> blame = new AtomicReference<>();

    /** Failures of attempts that began before have been counted. */
    private record Blame(long at) {}

    /**
     * The instance is about to be asked.
     *
     * @param idle whether it owed no answer until now
     * @param timeoutNanos after which one that it owes is a failure; what takes longer is a stream, and may be silent
     */
    void asked(long now, long timeoutNanos, boolean idle) {
        long since = waitingSince;
        if (idle || since == NOBODY_WAITS || now - since > patience) {
            WAITING_SINCE.setOpaque(this, now);
            if (patience != timeoutNanos) {
                patience = timeoutNanos;
            }
        }
    }

    void answered(long now, long nanos) {
        heard();
        sample(now, (float) nanos);
        long known = penalty;
        Blame last = blame.get();
        if (known != 0 && (last == null || now - nanos - last.at() >= 0)) {
            float less = Fading.at(known, now) * LEFT_AFTER_ANSWER;
            // whoever else takes something off it at the same moment has done enough
            PENALTIES.compareAndSet(this, known, less < NOTICED ? 0 : Fading.of(less, now));
        }
    }

    /** An attempt was given up: that says how long the instance has kept silent at least, if it has. */
    void abandoned(long openedAt, long now) {
        long since = waitingSince;
        if (since == NOBODY_WAITS || openedAt - since < 0) {
            return;
        }
        if (openedAt == since) {
            WAITING_SINCE.compareAndSet(this, since, NOBODY_WAITS);
        }
        long known = cost;
        if (known == 0 || now - openedAt > Fading.at(known, now)) {
            sample(now, (float) (now - openedAt));
        }
    }

    /**
     * @param openedAt when the attempt that failed began
     * @param tookNanos how long the caller waited for it; 0 where that does not count
     * @param retryAfterNanos how long the instance wants to be left alone; 0 when it did not say
     * @return whether it counts: not when the attempt began before the last one that did
     */
    boolean failed(long openedAt, long now, long tookNanos, long retryAfterNanos) {
        heard();
        Blame before;
        do {
            before = blame.get();
            if (before != null && openedAt - before.at() < 0) {
                return false;
            }
        } while (!blame.compareAndSet(before, new Blame(now)));
        long known = cost;
        // as it was before it began to fade: who does nothing but fail shall not become cheap by that
        float usual = known == 0 ? NEVER_ANSWERED_NANOS : Fading.written(known);
        float took = Math.min(CEILING_NANOS, (float) tookNanos);
        COST.compareAndSet(this, known, Fading.of(Math.max(usual, took), now));
        // what fades to its usual cost in just that time
        float more = Math.max(PENALTY, (float) Math.exp((double) retryAfterNanos / Fading.TAU_NANOS) - 1);
        penalty = Fading.of(Math.max(more, Fading.at(penalty, now)), now);
        return true;
    }

    private void heard() {
        WAITING_SINCE.setOpaque(this, NOBODY_WAITS);
    }

    /** What was seen so far says nothing about now: neither does what is under way, if it fails. */
    void forget(long now) {
        blame.set(new Blame(now));
        cost = 0;
        penalty = 0;
    }

    /**
     * @param busy whether it owes an answer
     * @return 0 where nothing is known: worth a try
     */
    float cost(long now, boolean busy) {
        long known = cost;
        float fromCalls = known == 0 ? 0 : penalised(Fading.at(known, now), now);
        long since = waitingSince;
        if (!busy || since == NOBODY_WAITS || now - since > patience) {
            return fromCalls;
        }
        return known == 0 ? PROBED : Math.max(fromCalls, (float) (now - since));
    }

    private float penalised(float usual, long now) {
        long known = penalty;
        return known == 0 ? usual : Math.min(CEILING_NANOS, usual * (1 + Fading.at(known, now)));
    }

    private void sample(long now, float nanos) {
        long known = cost;
        // too soon after the last one to change anything, unless it is more
        while (nanos > Fading.written(known) || !Fading.isOf(known, now)) {
            float before = Fading.written(known);
            float sample = Math.min(CEILING_NANOS, Math.max(1, nanos));
            float share = sample > before ? 0 : Fading.share(known, now);
            if (COST.compareAndSet(this, known, Fading.of(before * share + sample * (1 - share), now))) {
                return;
            }
            known = cost;
        }
    }
}
