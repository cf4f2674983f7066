package io.haplatform.core.balance;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives the call to the node with the lowest score: of all when there are up to sixteen; of two drawn by chance when
 * there are more. Two are nearly as good as all, and callers that look at everything run after the same one.
 *
 * <p>What the score is made of is read when it is asked for. Writes nothing that threads share.
 *
 * <p>Source: Mitzenmacher, "The power of two choices in randomized load balancing".
 */
abstract class LowestScore implements Picker {

    static final int SCANNED = 16;

    // a linear congruential generator, Knuth's: chance for each node of a scan from one draw; its upper bits are good
    private static final long MULTIPLIER = 6364136223846793005L;
    private static final long INCREMENT = 1442695040888963407L;

    private final Node[] nodes;
    private final RandomGenerator random;

    LowestScore(List<Node> nodes, RandomGenerator random) {
        this.nodes = nodes.toArray(Node[]::new);
        this.random = random;
    }

    /**
     * What is to be low: 0 or more.
     *
     * @param index the node's place among those that the picker was built with
     * @param chance another for each question, to tell equals apart: 0 to 1, without 1
     */
    abstract float score(Node node, int index, long nowNanos, float chance);

    @Override
    public final @Nullable Node pick(CallContext call) {
        long chance = random.nextLong();
        return nodes.length <= SCANNED ? lowestOfAll(call, chance) : lowerOfTwo(call, chance);
    }

    private @Nullable Node lowestOfAll(CallContext call, long chance) {
        long now = call.nowNanos();
        long drawn = chance;
        // score and index in one number, so that no branch has to guess which is less
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < nodes.length; i++) {
            drawn = drawn * MULTIPLIER + INCREMENT;
            float score = score(nodes[i], i, now, fraction(drawn));
            lowest = Math.min(lowest, ((long) Float.floatToRawIntBits(score) << 32) | i);
        }
        Node node = nodes[(int) lowest];
        return mayHave(node, call) ? node : lowestLeft(call, chance);
    }

    /** The same for a call that may not have each of them. */
    private @Nullable Node lowestLeft(CallContext call, long chance) {
        long now = call.nowNanos();
        long drawn = chance;
        Node lowest = null;
        float lowestScore = Float.POSITIVE_INFINITY;
        for (int i = 0; i < nodes.length; i++) {
            drawn = drawn * MULTIPLIER + INCREMENT;
            float score = score(nodes[i], i, now, fraction(drawn));
            if (score < lowestScore && mayHave(nodes[i], call)) {
                lowest = nodes[i];
                lowestScore = score;
            }
        }
        return lowest;
    }

    private Node lowerOfTwo(CallContext call, long chance) {
        int a = bounded(chance >>> 32, nodes.length);
        // without replacement: never the same twice
        int b = bounded(chance & 0xffff_ffffL, nodes.length - 1);
        if (b >= a) {
            b++;
        }
        long drawn = chance * MULTIPLIER + INCREMENT;
        long now = call.nowNanos();
        boolean first = score(nodes[a], a, now, fraction(drawn))
                <= score(nodes[b], b, now, fraction(drawn * MULTIPLIER + INCREMENT));
        Node better = first ? nodes[a] : nodes[b];
        return mayHave(better, call) ? better : first ? nodes[b] : nodes[a];
    }

    private static boolean mayHave(Node node, CallContext call) {
        return !node.isUnusable() && !call.hasTried(node);
    }

    private static int bounded(long chance32, int bound) {
        return (int) ((chance32 * bound) >>> 32);
    }

    private static float fraction(long drawn) {
        return (drawn >>> 40) * 0x1p-24f;
    }
}
