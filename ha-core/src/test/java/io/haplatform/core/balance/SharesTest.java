package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharesTest {

    @ParameterizedTest(name = "{1} places for {0} are {2}")
    @CsvSource({
        "2 1 1, 10, 5 3 2",
        "1 1 1, 3, 1 1 1",
        "1 1 1, 5, 2 2 1",
        "1000 1, 10, 9 1",
        "1000 1 1, 10, 8 1 1",
        "1000 90 1 1, 12, 9 1 1 1",
        "2147483647 2147483647, 4, 2 2",
        "7, 3, 3"
    })
    void areDealtByLargestRemainderAndNobodyGetsNone(String weights, int places, String expected) {
        assertThat(text(Shares.of(ints(weights), places))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} reduce to {1}")
    @CsvSource({"300 100, 3 1", "100 100 100, 1 1 1", "6 10 15, 6 10 15", "7, 1"})
    void areReducedByWhatDividesThemAll(String weights, String expected) {
        assertThat(text(Shares.reduced(ints(weights)))).isEqualTo(expected);
    }

    private static int[] ints(String text) {
        return Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    }

    private static String text(int[] ints) {
        return Arrays.stream(ints).mapToObj(String::valueOf).collect(Collectors.joining(" "));
    }
}
