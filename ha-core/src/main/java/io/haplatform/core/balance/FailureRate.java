package io.haplatform.core.balance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How often calls to one instance have failed lately: as a share of the calls, each of which counts a tenth of all
 * before it, and as a number. Both fade in ten seconds, so that an instance that gets no calls is forgiven.
 *
 * <p>Lock-free. A success costs one read where nothing has failed.
 */
final class FailureRate {

    private static final float OF_ONE_CALL = 0.1f;

    /** A rate below is none: the successes that follow have nothing to write. */
    private static final float NOTICED = 0.001f;

    private static final VarHandle RATE;
    private static final VarHandle COUNT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            RATE = lookup.findVarHandle(FailureRate.class, "rate", long.class);
            COUNT = lookup.findVarHandle(FailureRate.class, "count", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // fading; 0 when there was none
    private volatile long rate;
    private volatile long count;

    void succeeded(long now) {
        long known = rate;
        while (known != 0) {
            float less = Fading.at(known, now) * (1 - OF_ONE_CALL);
            if (RATE.compareAndSet(this, known, less < NOTICED ? 0 : Fading.of(less, now))) {
                break;
            }
            known = rate;
        }
        known = count;
        if (known != 0 && Fading.at(known, now) < NOTICED) {
            COUNT.compareAndSet(this, known, 0L);
        }
    }

    void failed(long now) {
        long known;
        long next;
        do {
            known = rate;
            float before = Fading.at(known, now);
            next = Fading.of(before + (1 - before) * OF_ONE_CALL, now);
        } while (!RATE.compareAndSet(this, known, next));
        do {
            known = count;
            next = Fading.of(Fading.at(known, now) + 1, now);
        } while (!COUNT.compareAndSet(this, known, next));
    }

    void forget() {
        rate = 0;
        count = 0;
    }

    /** Whether none has failed since it began or forgot. */
    boolean none() {
        return count == 0;
    }

    /** The share of calls that fail: 0 to 1. */
    float rate(long now) {
        long known = rate;
        return known == 0 ? 0 : Fading.at(known, now);
    }

    /** How many have failed: just now each counts 1, in ten seconds 0.37. */
    float count(long now) {
        long known = count;
        return known == 0 ? 0 : Fading.at(known, now);
    }
}
