package io.haplatform.core.balance;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An instance together with what this process knows of it: attempts in flight, what they cost, how many failed, and one
 * <em>unusable</em> flag. Kept by key and incarnation across refreshes of the list, so no counter is lost when the list
 * changes.
 *
 * <p>Thread-safe. {@link #instance()} moves on as the registry does; everything on the call path is a volatile read or
 * one atomic operation.
 */
public final class Node {

    private static final long ONE_BEGUN = 1L << 32;

    // not an object of its own: a picker reads it of every node
    private static final VarHandle ATTEMPTS;

    static {
        try {
            ATTEMPTS = MethodHandles.lookup().findVarHandle(Node.class, "attempts", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final InstanceKey key;
    // attempts begun in the upper half, in flight in the lower: opening one moves both in a single atomic step
    private volatile long attempts;
    private final Latency latency = new Latency();
    private final FailureRate failures = new FailureRate();
    private volatile Instance instance;
    private volatile boolean unusable;
    private volatile @Nullable Long readmittedAt;

    public Node(Instance instance) {
        this.key = instance.key();
        this.instance = instance;
    }

    public InstanceKey key() {
        return key;
    }

    /** The newest view of the instance that this process has. */
    public Instance instance() {
        return instance;
    }

    /** The weight that counts now. */
    public int weight() {
        return instance.weight();
    }

    /** Attempts begun here and not closed, of this process. */
    public int inFlight() {
        return (int) attempts;
    }

    /** Attempts ever begun here by this process, modulo 2^32: compare two readings by difference. */
    public int begun() {
        return (int) (attempts >>> 32);
    }

    /** Whether this process has just seen it fail in a way that makes the next call pointless; set at once. */
    public boolean isUnusable() {
        return unusable;
    }

    /**
     * Whether it has been readmitted since then: what an attempt that began earlier saw of it says nothing about now.
     *
     * @param nanos by the monotonic clock
     */
    public boolean isReadmittedSince(long nanos) {
        Long at = readmittedAt;
        return at != null && at - nanos > 0;
    }

    /**
     * An attempt is opened here. For the runner of calls alone: each {@code begin} is followed by one {@link #end}.
     *
     * @param timeoutNanos how long it may take
     */
    public void begin(long nowNanos, long timeoutNanos) {
        latency.asked(nowNanos, timeoutNanos, inFlight() == 0);
        ATTEMPTS.getAndAdd(this, ONE_BEGUN + 1);
    }

    /** An attempt that was opened here has been answered, {@link #end} follows. */
    public void succeeded(long openedAt, long nowNanos) {
        latency.answered(nowNanos, nowNanos - openedAt);
        failures.succeeded(nowNanos);
    }

    /**
     * An attempt that was opened here has failed, {@link #end} follows.
     *
     * @param retryAfterNanos how long the instance asked to be left alone; 0 when it did not
     */
    public void failed(long openedAt, long nowNanos, long retryAfterNanos) {
        count(openedAt, nowNanos, nowNanos - openedAt, retryAfterNanos);
    }

    /** The same of one that had lasted longer than it takes to answer: it was a stream, whose length is no delay. */
    public void broke(long openedAt, long nowNanos) {
        count(openedAt, nowNanos, 0, 0);
    }

    /** An attempt that was opened here has been given up before the end, {@link #end} follows. */
    public void abandoned(long openedAt, long nowNanos) {
        latency.abandoned(openedAt, nowNanos);
    }

    private void count(long openedAt, long nowNanos, long tookNanos, long retryAfterNanos) {
        if (latency.failed(openedAt, nowNanos, tookNanos, retryAfterNanos)) {
            failures.failed(nowNanos);
        }
    }

    /** An attempt that was opened here is closed. What comes without one of the above says nothing about the instance. */
    public void end() {
        ATTEMPTS.getAndAdd(this, -1L);
    }

    /**
     * What a call here costs now, in nanoseconds; see {@link Latency}.
     *
     * @param inFlight as read by who asks, who needs the number too
     */
    float cost(long nowNanos, int inFlight) {
        return latency.cost(nowNanos, inFlight > 0);
    }

    FailureRate failures() {
        return failures;
    }

    /** Whether this is the node of that very start of that instance. */
    boolean isOf(Instance other) {
        return instance.registration().incarnation().equals(other.registration().incarnation());
    }

    void update(Instance instance) {
        this.instance = instance;
    }

    /** Takes it out of every picker of this process at once, without a rebuild. */
    void avoid() {
        unusable = true;
    }

    void readmit(long nowNanos) {
        readmittedAt = nowNanos;
        latency.forget(nowNanos);
        failures.forget();
        unusable = false;
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
