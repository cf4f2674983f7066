package io.haplatform.core.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends a key always to the node that it belongs to; when that one is unusable, was tried, or is full, to the next in
 * the key's own order, so that also these calls of a key stay together. A call without a key goes the way of
 * {@link WeightedRoundRobin}.
 */
final class HashPicker implements Picker {

    // a node with a tenth of the slots is passed over in one of thirty; then all nodes are looked at
    private static final int MOST_STEPS = 32;
    private static final int NONE = -1;

    private final MaglevTable table;
    private final Node[] nodes;
    private final LoadBound bound;
    private final HashKey key;
    private final Picker keyless;

    /** @param nodes in the order of the table */
    HashPicker(MaglevTable table, List<Node> nodes, LoadBound bound, HashKey key, Picker keyless) {
        this.table = table;
        this.nodes = nodes.toArray(Node[]::new);
        this.bound = bound;
        this.key = key;
        this.keyless = keyless;
    }

    MaglevTable table() {
        return table;
    }

    Picker keyless() {
        return keyless;
    }

    @Override
    public @Nullable Node pick(CallContext call) {
        long hash = key.of(call);
        if (hash == HashKey.NONE) {
            return keyless.pick(call);
        }
        int own = table.node(table.slot(hash));
        if (fits(nodes[own], call, false) && bound.hasRoom(own, call)) {
            return nodes[own];
        }
        Node other = walk(hash, call, false);
        return other != null || !call.takesUnusable() ? other : walk(hash, call, true);
    }

    private @Nullable Node walk(long hash, CallContext call, boolean takesUnusable) {
        int step = table.step(hash);
        int slot = table.slot(hash);
        for (int i = 0; i < MOST_STEPS; i++) {
            int node = table.node(slot);
            if (fits(nodes[node], call, takesUnusable) && bound.hasRoom(node, call)) {
                return nodes[node];
            }
            slot = table.next(slot, step);
        }
        return scan(hash, call, takesUnusable);
    }

    /** The one with room that the key would rather have; when none has any, the one with the least to do. */
    private @Nullable Node scan(long hash, CallContext call, boolean takesUnusable) {
        int total = bound.count();
        int best = NONE;
        int idlest = NONE;
        for (int i = 0; i < nodes.length; i++) {
            if (!fits(nodes[i], call, takesUnusable)) {
                continue;
            }
            if (bound.hasRoom(i, total) && (best == NONE || table.affinity(hash, i) > table.affinity(hash, best))) {
                best = i;
            }
            if (idlest == NONE || bound.load(i) < bound.load(idlest)) {
                idlest = i;
            }
        }
        int found = best == NONE ? idlest : best;
        return found == NONE ? null : nodes[found];
    }

    private static boolean fits(Node node, CallContext call, boolean takesUnusable) {
        return (takesUnusable || !node.isUnusable()) && !call.hasTried(node);
    }
}
