package io.haplatform.core.balance;

/**
 * Keeps any node from having much more than its share of the calls in flight, however hot a key is: with factor 1.25,
 * ten nodes of one weight, and 39 calls in flight, none gets its sixth.
 *
 * <p>A node may have {@code ceil(factor * (in flight + 1) * weight / weights)}, of which there is always one with room,
 * and 8 in any case: with few calls in flight, two of one key at a time would else go to two nodes.
 * The calls in flight are those of this process to these nodes. They are counted anew for each call that needs them,
 * which is one whose node has any; with more than 64 nodes, once in a millisecond by the clock of the calls.
 *
 * @see <a href="https://arxiv.org/abs/1608.01350">Mirrokni et al., Consistent hashing with bounded loads, 2016</a>
 */
final class LoadBound {

    /** What nobody has too much of. */
    private static final int AT_LEAST = 8;

    private static final int COUNTED_ALWAYS = 64;

    private final Node[] nodes;
    private final int[] weights;
    private final long weight;
    private final double factor;
    // when it was counted in the upper half, what came of it in the lower; the clock never shows so much at first
    private volatile long counted = Long.MIN_VALUE;

    /** @param factor 0 for no bound */
    LoadBound(Node[] nodes, int[] weights, double factor) {
        this.nodes = nodes;
        this.weights = weights;
        this.weight = Shares.sum(weights);
        this.factor = factor;
    }

    boolean hasRoom(int node, CallContext call) {
        int inFlight = nodes[node].inFlight();
        return inFlight < AT_LEAST || factor == 0 || hasRoom(node, inFlight, inFlight(call));
    }

    /** @param total the calls in flight, just counted */
    boolean hasRoom(int node, int total) {
        return factor == 0 || hasRoom(node, nodes[node].inFlight(), total);
    }

    /** How much a node has to do for its weight. */
    double load(int node) {
        return (nodes[node].inFlight() + 1.0) / weights[node];
    }

    private boolean hasRoom(int node, int inFlight, int total) {
        // the second is the same as inFlight < ceil(...)
        return inFlight < AT_LEAST || factor * (total + 1L) * weights[node] / weight > inFlight;
    }

    private int inFlight(CallContext call) {
        if (nodes.length <= COUNTED_ALWAYS) {
            return count();
        }
        // about a millisecond
        int now = (int) (call.nowNanos() >>> 20);
        long known = counted;
        if ((int) (known >>> 32) == now) {
            return (int) known;
        }
        int total = count();
        counted = ((long) now << 32) | total;
        return total;
    }

    /** The calls in flight now. */
    int count() {
        int total = 0;
        for (Node node : nodes) {
            total += node.inFlight();
        }
        return total;
    }
}
