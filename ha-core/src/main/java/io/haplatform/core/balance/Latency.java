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
 * <p>A failure costs ten times what a call to the instance has cost before, however fast it came: who is picked for
 * being cheap and then fails is not cheap. What was under way when it happened tells nothing new, so that of a burst of
 * failures one counts. And an instance that owes answers costs at least as much as it has been silent for: one that
 * swallows calls is seen long before a timeout.
 *
 * <p>Lock-free; an answer costs two writes, and at most one a millisecond beyond a plain one.
 *
 * <p>Source: Finagle's {@code PeakEwma}; the penalty and the silence are ServiceTalk's.
 */
final class Latency {

    /** Of an instance that has been asked for the first time and has not answered: nobody asks it a second time. */
    static final float PROBED = (float) 1e15;

    private static final float PENALTY = 10;

    /** More is not told apart: it takes 70 s for this to fade to 10 ms. */
    private static final float CEILING_NANOS = 10e9f;

    /** What a failure is ten times of where no call has been answered yet. */
    private static final float NEVER_ANSWERED_NANOS = 10e6f;

    private static final VarHandle COST;
    private static final VarHandle QUIET_SINCE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            COST = lookup.findVarHandle(Latency.class, "cost", long.class);
            QUIET_SINCE = lookup.findVarHandle(Latency.class, "quietSince", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // fading; 0 when nothing is known
    private volatile long cost;
    private volatile long quietSince;
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
        if (idle || now - quietSince > patience) {
            QUIET_SINCE.setOpaque(this, now);
            if (patience != timeoutNanos) {
                patience = timeoutNanos;
            }
        }
    }

    void answered(long now, long nanos) {
        QUIET_SINCE.setOpaque(this, now);
        sample(now, (float) nanos);
    }

    /**
     * @param openedAt when the attempt that failed began
     * @param retryAfterNanos how long the instance wants to be left alone; 0 when it did not say
     */
    void failed(long openedAt, long now, long retryAfterNanos) {
        QUIET_SINCE.setOpaque(this, now);
        Blame before = blame.get();
        if (before != null && openedAt - before.at() < 0) {
            return;
        }
        if (!blame.compareAndSet(before, new Blame(now))) {
            // somebody else did, for a failure of the same moment
            return;
        }
        long known = cost;
        float usual = known == 0 ? NEVER_ANSWERED_NANOS : Fading.at(known, now);
        // what fades to its usual cost in just that time
        float penalty = Math.max(PENALTY, (float) Math.exp((double) retryAfterNanos / Fading.TAU_NANOS));
        sample(now, Math.max(usual, (float) (now - openedAt)) * penalty);
    }

    /** What was seen so far says nothing about now: neither does what is under way, if it fails. */
    void forget(long now) {
        blame.set(new Blame(now));
        cost = 0;
    }

    /**
     * @param busy whether it owes an answer
     * @return 0 where nothing is known: worth a try
     */
    float cost(long now, boolean busy) {
        long known = cost;
        if (!busy) {
            return known == 0 ? 0 : Fading.at(known, now);
        }
        long silence = now - quietSince;
        if (silence > patience) {
            return Fading.at(known, now);
        }
        return known == 0 ? PROBED : Math.max(Fading.at(known, now), (float) silence);
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
