package io.haplatform.core.balance;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An instance together with what this process knows of it: calls in flight and one <em>unusable</em> flag. Kept by key
 * and incarnation across refreshes of the list, so no counter is lost when the list changes.
 *
 * <p>Thread-safe. {@link #instance()} moves on as the registry does; everything on the call path is a volatile read or
 * one atomic operation.
 */
public final class Node {

    private final InstanceKey key;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile Instance instance;
    private volatile boolean unusable;

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

    /** Calls begun here and not finished, of this process. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Whether this process has just seen it fail in a way that makes the next call pointless; set at once. */
    public boolean isUnusable() {
        return unusable;
    }

    void update(Instance instance) {
        this.instance = instance;
    }

    /** Takes it out of every picker of this process at once, without a rebuild; and puts it back. */
    void setUnusable(boolean unusable) {
        this.unusable = unusable;
    }

    void begin() {
        inFlight.incrementAndGet();
    }

    void end() {
        inFlight.decrementAndGet();
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
