package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawsTest {

    private final Draws draws = new Draws(new Random(1));

    @ParameterizedTest(name = "after {0} failures it waits up to {2} ms where {1} ms are the longest")
    @CsvSource({
        "0, 500, 20",
        "1, 500, 40",
        "3, 500, 160",
        "5, 500, 500",
        "100, 500, 500",
        "2147483647, 500, 500",
        "0, 10000, 20",
        "8, 10000, 5120",
        "100, 10000, 10000"
    })
    void waitsAnythingUpToABoundThatGrows(int failures, long longest, long bound) {
        LongSummaryStatistics waits = IntStream.range(0, 2_000)
                .mapToObj(i -> draws.backoff(failures, Duration.ofMillis(longest)))
                .mapToLong(Duration::toMillis)
                .summaryStatistics();

        assertThat(waits.getMin()).isLessThanOrEqualTo(bound / 20).isNotNegative();
        assertThat(waits.getMax()).isBetween(bound * 19 / 20, bound);
    }

    @Test
    void drawsNoncesOfSixteenDigits() {
        assertThat(IntStream.range(0, 1_000).mapToObj(i -> draws.nonce()))
                .doesNotHaveDuplicates()
                .allMatch(nonce -> nonce.matches("[0-9a-f]{16}"));
    }
}
