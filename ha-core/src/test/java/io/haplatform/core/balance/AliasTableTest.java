package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AliasTableTest {

    @ParameterizedTest(name = "column {0}, height {1} of 100: {2}")
    @CsvSource({"0, 0, a", "0, 99, a", "1, 0, b", "1, 49, b", "1, 51, a", "1, 99, a"})
    void fillsWhatALightOneLeavesWithAHeavyOne(int column, int height, char expected) {
        AliasTable table = new AliasTable(new int[] {3, 1});
        long random = ((long) column << 63) | ((1L << 32) * height / 100);

        assertThat((char) ('a' + table.draw(random))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: chi-square below {1}")
    @CsvSource({
        // one of a thousand honest draws is above, and these are always the same
        "1 1 1 1 1 1 1 1 1 1, 27.9",
        "1 2 3 4 5 6 7 8 9 10, 27.9",
        "1000 1, 10.8",
        "1 1000 1 1000 1, 18.5"
    })
    void drawsInProportionToWeights(String text, double bound) {
        int[] weights =
                Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
        AliasTable table = new AliasTable(weights);
        Random random = new Random(42);
        int[] counts = new int[weights.length];
        for (int i = 0; i < 1_000_000; i++) {
            counts[table.draw(random.nextLong())]++;
        }

        double sum = Shares.sum(weights);
        double chiSquare = IntStream.range(0, weights.length)
                .mapToDouble(i -> {
                    double expected = 1_000_000 * weights[i] / sum;
                    return Math.pow(counts[i] - expected, 2) / expected;
                })
                .sum();
        assertThat(chiSquare).isLessThan(bound);
    }

    @Test
    void holdsExactSharesForAThousandWeights() {
        int[] weights = new Random(1).ints(1_000, 1, 1_001).toArray();
        AliasTable table = new AliasTable(weights);

        // each column at 1,000 heights in equal steps
        int[] counts = new int[1_000];
        for (long column = 0; column < 1_000; column++) {
            for (long height = 0; height < 1_000; height++) {
                long upper = ((column << 32) + 999) / 1_000;
                counts[table.draw((upper << 32) | ((1L << 32) * height / 1_000))]++;
            }
        }

        double sum = Shares.sum(weights);
        assertThat(IntStream.range(0, 1_000)
                        .mapToDouble(i -> Math.abs(counts[i] / 1_000_000.0 - weights[i] / sum))
                        .max()
                        .orElseThrow())
                .isLessThan(0.00002);
    }
}
