package io.haplatform.core.balance;

import java.util.Arrays;
import java.util.List;

/**
 * Says whom a key belongs to: a table of many slots in which each node has its share, and which hardly changes when a
 * node comes or leaves.
 *
 * <p>Each node has an order of its own in which it wants the slots. They take turns, as often as their weights say, and
 * who has the turn takes the first slot of its order that is still free. The result depends on ids and weights alone,
 * not on the order of the list or on what was before: all callers have the same table.
 *
 * <p>The size is a prime, at least a hundred times the nodes: the more slots, the fewer move needlessly. Going from one
 * size to the next moves nearly all keys, so that all services but the largest have the same: the next ones begin at
 * 5,001 and 20,001 nodes. Up to there a table takes 1 MB and about 20 ms of a processor to build.
 *
 * @see <a href="https://research.google/pubs/pub44824/">Eisenbud et al., Maglev, 2016, section 3.4</a>
 */
final class MaglevTable {

    /** The most nodes that a slot can tell apart. */
    static final int MOST_NODES = 1 << Character.SIZE;

    private final String[] ids;
    private final int[] weights;
    private final long[] hashes;
    private final char[] slots;

    private MaglevTable(String[] ids, int[] weights) {
        this.ids = ids;
        this.weights = weights;
        this.hashes = Arrays.stream(ids).mapToLong(StableHash::of).toArray();
        this.slots = new char[size(ids.length)];
        fill(Shares.of(weights, slots.length));
    }

    /**
     * @param nodes sorted by id, at most {@link #MOST_NODES}
     * @param weights theirs
     */
    static MaglevTable of(List<Node> nodes, int[] weights) {
        if (nodes.size() > MOST_NODES) {
            throw new IllegalArgumentException(
                    "nodes of a hash table must be at most " + MOST_NODES + " but are " + nodes.size());
        }
        return new MaglevTable(ids(nodes), weights);
    }

    /** Whether it is the table of these nodes; that some of them have started anew changes nothing. */
    boolean isOf(List<Node> nodes, int[] theirWeights) {
        return Arrays.equals(weights, theirWeights) && Arrays.equals(ids, ids(nodes));
    }

    private static String[] ids(List<Node> nodes) {
        return nodes.stream().map(node -> node.key().id()).toArray(String[]::new);
    }

    private static int size(int nodes) {
        if (nodes <= 5_000) {
            return 524_287;
        }
        return nodes <= 20_000 ? 2_097_143 : 8_388_593;
    }

    int size() {
        return slots.length;
    }

    /** The slot of a key. */
    int slot(long hash) {
        return scale(hash >>> 32, slots.length);
    }

    /** How far a key goes from slot to slot when it has to go on; it comes past all of them. */
    int step(long hash) {
        return 1 + scale(hash & 0xffff_ffffL, slots.length - 1);
    }

    int next(int slot, int step) {
        int next = slot + step;
        return next < slots.length ? next : next - slots.length;
    }

    /** The position of the node that has the slot. */
    int node(int slot) {
        return slots[slot];
    }

    /** Which of the nodes a key would rather have, where slots do not help: the one with the largest. */
    long affinity(long hash, int node) {
        return StableHash.of(hash ^ hashes[node]);
    }

    private static int scale(long half, int size) {
        return (int) ((half * size) >>> 32);
    }

    private void fill(int[] shares) {
        int n = ids.length;
        int[] wanted = new int[n];
        int[] steps = new int[n];
        for (int i = 0; i < n; i++) {
            wanted[i] = slot(hashes[i]);
            steps[i] = step(hashes[i]);
        }
        Turns turns = new Turns(shares);
        // bits: many more of them fit into the processor's cache than slots
        long[] taken = new long[(slots.length + 63) / 64];
        for (int filled = 0; filled < slots.length; filled++) {
            int node = turns.next();
            int slot = wanted[node];
            int step = steps[node];
            while ((taken[slot >>> 6] & (1L << slot)) != 0) {
                slot = next(slot, step);
            }
            taken[slot >>> 6] |= 1L << slot;
            slots[slot] = (char) node;
            wanted[node] = next(slot, step);
        }
    }

    /**
     * Who takes a slot when: there are as many rounds as the heaviest has slots to take, and everyone's turns are spread
     * evenly over them.
     */
    private static final class Turns {

        private static final int NOBODY = -1;

        private final int[] shares;
        private final int[] had;
        private final int[] first;
        private final int[] last;
        private final int[] after;
        private int round;
        private int node;

        Turns(int[] shares) {
            int rounds = Arrays.stream(shares).max().orElseThrow();
            this.shares = shares;
            this.had = new int[shares.length];
            this.first = new int[rounds];
            this.last = new int[rounds];
            this.after = new int[shares.length];
            Arrays.fill(first, NOBODY);
            for (int i = 0; i < shares.length; i++) {
                queue(i, 0);
            }
            this.node = first[0];
        }

        int next() {
            while (node == NOBODY) {
                node = first[++round];
            }
            int next = node;
            node = after[next];
            if (++had[next] < shares[next]) {
                queue(next, (int) ((long) had[next] * first.length / shares[next]));
            }
            return next;
        }

        private void queue(int i, int inRound) {
            after[i] = NOBODY;
            if (first[inRound] == NOBODY) {
                first[inRound] = i;
            } else {
                after[last[inRound]] = i;
            }
            last[inRound] = i;
        }
    }
}
