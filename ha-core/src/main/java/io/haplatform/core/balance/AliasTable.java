package io.haplatform.core.balance;

/**
 * Draws a position in proportion to its weight, by one random number and two array reads whatever the weights are.
 *
 * <p>Each position has a column of the same height. What a light one leaves empty of it is filled by one heavy one, its
 * alias: weights {@code 3 1} are the columns {@code a a} and {@code b a}. A draw chooses a column, and a height in it.
 *
 * @see <a href="https://doi.org/10.1109/32.92917">Vose, A linear algorithm for generating random numbers with a given
 *     distribution, 1991</a>
 */
final class AliasTable {

    private static final long HEIGHT = 1L << 32;

    private final long[] filled;
    private final int[] alias;

    /** @param weights at least one, all above 0 */
    AliasTable(int[] weights) {
        int n = weights.length;
        long height = Shares.sum(weights);
        filled = new long[n];
        alias = new int[n];
        long[] left = new long[n];
        int[] todo = new int[n];
        int light = 0;
        int heavy = n;
        for (int i = 0; i < n; i++) {
            left[i] = (long) weights[i] * n;
            // the light ones from the front, the heavy ones from the back
            todo[left[i] < height ? light++ : --heavy] = i;
        }
        while (light > 0) {
            int column = todo[--light];
            int filler = todo[heavy];
            filled[column] = (long) ((double) left[column] / height * HEIGHT);
            alias[column] = filler;
            left[filler] -= height - left[column];
            if (left[filler] < height) {
                todo[light++] = filler;
                heavy++;
            }
        }
        for (int i = heavy; i < n; i++) {
            filled[todo[i]] = HEIGHT;
        }
    }

    /** @param random 64 bits, each as likely to be set as not */
    int draw(long random) {
        int column = (int) (((random >>> 32) * filled.length) >>> 32);
        return (random & 0xffff_ffffL) < filled[column] ? column : alias[column];
    }
}
