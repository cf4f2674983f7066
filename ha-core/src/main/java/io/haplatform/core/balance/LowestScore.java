package io.haplatform.core.balance;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives the call to the node with the lowest score: of all when there are up to sixteen; of two drawn by chance when
 * there are more. Two are nearly as good as all, and callers that look at everything run after the same one.
 *
 * <p>The two are drawn as likely as their weights say, since a heavy node among a hundred that is looked at as seldom as
 * the others cannot get its share. The weight has then had its say on the attempt to come, and counts only for those in
 * flight; but who is drawn twice meets another with all its weight.
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

    private static final int REDRAWN = 3;

    private final Node[] nodes;
    // what an attempt weighs at each node: 1 on the average, less at a heavier one
    private final float[] perAttempt;
    // null when all weigh the same
    private final @Nullable AliasTable byWeight;
    private final RandomGenerator random;

    LowestScore(List<Node> nodes, RandomGenerator random) {
        this.nodes = nodes.toArray(Node[]::new);
        this.random = random;
        int[] weights = Shares.weights(nodes);
        double mean = Arrays.stream(weights).average().orElse(1);
        this.perAttempt = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            perAttempt[i] = (float) (mean / Math.max(1, weights[i]));
        }
        boolean differ = Arrays.stream(weights).distinct().count() > 1;
        this.byWeight = differ && weights.length > SCANNED ? new AliasTable(weights) : null;
    }

    /**
     * What is to be low: 0 or more.
     *
     * @param each what an attempt in flight weighs there: 1 on the average, less at a heavier node
     * @param next what the attempt to come weighs
     * @param chance another for each question, to tell equals apart: 0 to 1, without 1
     */
    abstract float score(Node node, float each, float next, long nowNanos, float chance);

    @Override
    public final @Nullable Node pick(CallContext call) {
        long chance = random.nextLong();
        if (nodes.length <= SCANNED) {
            return lowestOfAll(call, chance);
        }
        AliasTable table = byWeight;
        return table == null ? lowerOfTwo(call, chance) : lowerOfTwo(call, chance, table);
    }

    private @Nullable Node lowestOfAll(CallContext call, long chance) {
        long now = call.nowNanos();
        long drawn = chance;
        // score and index in one number, so that no branch has to guess which is less
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < nodes.length; i++) {
            drawn = drawn * MULTIPLIER + INCREMENT;
            float score = score(nodes[i], perAttempt[i], perAttempt[i], now, fraction(drawn));
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
            float score = score(nodes[i], perAttempt[i], perAttempt[i], now, fraction(drawn));
            if (score < lowestScore && mayHave(nodes[i], call)) {
                lowest = nodes[i];
                lowestScore = score;
            }
        }
        return lowest;
    }

    private Node lowerOfTwo(CallContext call, long chance) {
        int a = bounded(chance >>> 32, nodes.length);
        return lower(call, chance, a, another(a, chance), 1);
    }

    private Node lowerOfTwo(CallContext call, long chance, AliasTable table) {
        int a = table.draw(chance);
        long drawn = chance * MULTIPLIER + INCREMENT;
        int b = table.draw(drawn);
        if (a != b) {
            return lower(call, drawn, a, b, 1);
        }
        for (int i = 0; i < REDRAWN && b == a; i++) {
            drawn = drawn * MULTIPLIER + INCREMENT;
            b = table.draw(drawn);
        }
        return lower(call, drawn, a, a == b ? another(a, drawn) : b, Math.min(1, perAttempt[a]));
    }

    /** Without replacement: never the same twice. */
    private int another(int a, long chance) {
        int b = bounded(chance & 0xffff_ffffL, nodes.length - 1);
        return b >= a ? b + 1 : b;
    }

    /** @param nextAtA what the attempt to come weighs at the first */
    private Node lower(CallContext call, long chance, int a, int b, float nextAtA) {
        long drawn = chance * MULTIPLIER + INCREMENT;
        long now = call.nowNanos();
        boolean first = score(nodes[a], perAttempt[a], nextAtA, now, fraction(drawn))
                <= score(nodes[b], perAttempt[b], 1, now, fraction(drawn * MULTIPLIER + INCREMENT));
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
