package io.haplatform.core.balance;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An instance together with what this process knows of it: attempts in flight and one <em>unusable</em> flag. Kept by
 * key and incarnation across refreshes of the list, so no counter is lost when the list changes.
 *
 * <p>Thread-safe. {@link #instance()} moves on as the registry does; everything on the call path is a volatile read or
 * one atomic operation.
 */
public final class Node {

    private static final long ONE_BEGUN = 1L << 32;

    private final InstanceKey key;
    // attempts begun in the upper half, in flight in the lower: opening one moves both in a single atomic step
    private final AtomicLong attempts = new AtomicLong();
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
        return attempts.intValue();
    }

    /** Attempts ever begun here by this process, modulo 2^32: compare two readings by difference. */
    public int begun() {
        return (int) (attempts.get() >>> 32);
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

    /** An attempt was opened here. For the runner of calls alone: each {@code begin} is followed by one {@link #end}. */
    public void begin() {
        attempts.addAndGet(ONE_BEGUN + 1);
    }

    /** An attempt that was opened here is closed. */
    public void end() {
        attempts.decrementAndGet();
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
        unusable = false;
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
