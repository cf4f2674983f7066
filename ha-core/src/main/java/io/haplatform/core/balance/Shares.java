package io.haplatform.core.balance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Deals a fixed number of places out in proportion to weights: 10 places for weights {@code 2 1 1} are {@code 5 3 2}.
 *
 * <p>By largest remainder, the first of equals first; but everyone gets at least one place, which those pay that get
 * more.
 */
final class Shares {

    private Shares() {}

    static int[] weights(List<Node> nodes) {
        return nodes.stream().mapToInt(Node::weight).toArray();
    }

    static long sum(int[] weights) {
        long sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        return sum;
    }

    /**
     * @param weights above 0
     * @param places at least as many as weights
     */
    static int[] of(int[] weights, int places) {
        int[] shares = new int[weights.length];
        long sum = sum(weights);
        int left = places;
        // whoever would get less than one place takes one; what is left is then less, so others may follow
        for (boolean found = true; found; ) {
            found = false;
            for (int i = 0; i < weights.length; i++) {
                if (shares[i] == 0 && (long) weights[i] * left < sum) {
                    shares[i] = 1;
                    left--;
                    sum -= weights[i];
                    found = true;
                }
            }
        }
        long[] remainders = new long[weights.length];
        int dealt = 0;
        for (int i = 0; i < weights.length; i++) {
            if (shares[i] == 0) {
                shares[i] = (int) ((long) weights[i] * left / sum);
                remainders[i] = (long) weights[i] * left % sum;
                dealt += shares[i];
            }
        }
        dealRest(shares, remainders, left - dealt);
        return shares;
    }

    private static void dealRest(int[] shares, long[] remainders, int rest) {
        if (rest > 0) {
            IntStream.range(0, shares.length)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingLong(i -> remainders[i])
                            .reversed())
                    .limit(rest)
                    .forEach(i -> shares[i]++);
        }
    }

    /** The weights divided by what divides them all: {@code 300 100} are {@code 3 1}. */
    static int[] reduced(int[] weights) {
        int divisor = 0;
        for (int weight : weights) {
            divisor = gcd(weight, divisor);
        }
        int common = divisor;
        return Arrays.stream(weights).map(weight -> weight / common).toArray();
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
