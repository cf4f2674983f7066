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

    @ParameterizedTest(name = "after {0} failures it waits up to {1} ms")
    @CsvSource({"0, 20", "1, 40", "3, 160", "5, 500", "100, 500", "2147483647, 500"})
    void waitsAnythingUpToABoundThatGrows(int failures, long bound) {
        LongSummaryStatistics waits = IntStream.range(0, 2_000)
                .mapToObj(i -> draws.backoff(failures))
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
