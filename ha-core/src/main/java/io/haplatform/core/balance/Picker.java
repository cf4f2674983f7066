package io.haplatform.core.balance;

import org.jspecify.annotations.Nullable;

/**
 * Chooses a node for a call. Immutable: built when something changes, thrown away when something changes again.
 *
 * <p>Called by any number of threads at once, on the call path: no lock, no clock ({@link CallContext#nowNanos()} was
 * read once), no allocation. It may return any node it was built with, also one that has become unusable since:
 * {@link Balancer} looks again.
 */
@FunctionalInterface
public interface Picker {

    /** @return a node, or null when it was built with none */
    @Nullable
    Node pick(CallContext call);
}
