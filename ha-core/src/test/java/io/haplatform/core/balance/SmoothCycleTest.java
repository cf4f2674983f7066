package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmoothCycleTest {

    @ParameterizedTest(name = "weights {0} are served {1}")
    @CsvSource({
        "1, a",
        "100 100 100, a b c",
        "3 1, a a b a",
        "100 300, b a b b",
        "5 1 1, a a b a c a a",
        "1 2 1, b a c b",
        "4 3 2 1, a b c a b d a c b a",
        "2 2 1, a b c a b"
    })
    void spreadsEachEvenly(String weights, String expected) {
        int[] cycle = SmoothCycle.of(Arrays.stream(weights.split(" ", -1))
                .mapToInt(Integer::parseInt)
                .toArray());

        assertThat(Arrays.stream(cycle)
                        .mapToObj(i -> String.valueOf((char) ('a' + i)))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isTheOrderOfNginxWhateverTheWeights(long seed) {
        Random random = new Random(seed);
        int[] weights = random.ints(2 + random.nextInt(40), 1, 12).toArray();
        // so that nothing divides them all
        weights[0] = 1;

        assertThat(SmoothCycle.of(weights)).isEqualTo(asNginxDoes(weights));
    }

    @ParameterizedTest(name = "{0} nodes of weight 1000, the others of the 1,000 of weight 1")
    @ValueSource(ints = {0, 1, 16, 39, 40, 64, 80, 130, 500, 999})
    void keepsSharesWhenTheCycleWouldBeTooLong(int heavy) {
        int[] weights = new int[1_000];
        Arrays.fill(weights, 1);
        Arrays.fill(weights, 0, heavy, 1_000);

        assertThat(largestError(weights)).isLessThanOrEqualTo(0.0002);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void keepsSharesOfWeightsOfAllSizes(long seed) {
        int[] weights = new Random(seed)
                .doubles(1_000, 0, 3)
                .mapToInt(power -> (int) Math.pow(10, power))
                .toArray();

        assertThat(largestError(weights)).isLessThanOrEqualTo(0.0002);
    }

    private static double largestError(int[] weights) {
        int[] cycle = SmoothCycle.of(weights);
        int[] served = new int[weights.length];
        Arrays.stream(cycle).forEach(i -> served[i]++);
        assertThat(served).doesNotContain(0);
        double sum = Shares.sum(weights);
        return IntStream.range(0, weights.length)
                .mapToDouble(i -> Math.abs((double) served[i] / cycle.length - weights[i] / sum))
                .max()
                .orElseThrow();
    }

    private static int[] asNginxDoes(int[] weights) {
        int length = (int) Shares.sum(weights);
        int[] gained = new int[weights.length];
        int[] cycle = new int[length];
        for (int turn = 0; turn < length; turn++) {
            int best = 0;
            for (int i = 0; i < weights.length; i++) {
                gained[i] += weights[i];
                best = gained[i] > gained[best] ? i : best;
            }
            gained[best] -= length;
            cycle[turn] = best;
        }
        return cycle;
    }
}
