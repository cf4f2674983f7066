package io.haplatform.core.registry;

import io.haplatform.core.instance.Mutation;
import java.time.Instant;
import java.util.List;

/**
 * One entry of the registry's log. It names its predecessor, so a reader who has applied anything else sees the gap or
 * the fork.
 *
 * @param position where it is
 * @param previousNonce nonce of the entry before; empty for the first
 * @param at when it was written, by the store's clock
 * @param mutations what changed, in order; a batch is one entry
 */
public record LogEntry(Position position, String previousNonce, Instant at, List<Mutation> mutations) {

    public LogEntry {
        mutations = List.copyOf(mutations);
    }

    /** Whether this is the entry right after {@code applied}. */
    public boolean follows(Position applied) {
        return position.store().equals(applied.store())
                && position.revision() == applied.revision() + 1
                && previousNonce.equals(applied.nonce());
    }
}
