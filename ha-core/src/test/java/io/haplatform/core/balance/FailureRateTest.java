package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureRateTest {

    private final FailureRate failures = new FailureRate();

    @ParameterizedTest(name = "{0} is a rate of {1}")
    @CsvSource({
        "++++++++++, 0",
        "-, 0.1",
        "--, 0.19",
        "-+, 0.09",
        "+-, 0.1",
        "----------, 0.65132",
        "-+-+-+-+-+, 0.30852"
    })
    void eachCallCountsATenthOfAllBeforeIt(String calls, float rate) {
        calls.chars().forEach(call -> count(call == '+', 0));

        assertThat(failures.rate(0)).isCloseTo(rate, Offset.offset(1e-5f));
    }

    @Test
    void forgivesWhoGetsNoCalls() {
        count(false, 0);
        count(false, 0);

        assertThat(failures.count(0)).isEqualTo(2);
        assertThat(failures.count(Fading.TAU_NANOS)).isCloseTo(0.73576f, Offset.offset(1e-4f));
        assertThat(failures.rate(Fading.TAU_NANOS)).isCloseTo(0.0699f, Offset.offset(1e-4f));
    }

    @Test
    void hasNothingToWriteWhenFailuresAreLongGone() {
        count(false, 0);
        for (int i = 0; i < 43; i++) {
            count(true, 0);
        }
        assertThat(failures.rate(0)).isPositive();

        count(true, 0);
        assertThat(failures.rate(0)).isZero();
    }

    @Test
    void hasNoneWhenTheyHaveFaded() {
        count(false, 0);
        count(true, 3 * Fading.TAU_NANOS);
        assertThat(failures.none()).isFalse();

        count(true, 10 * Fading.TAU_NANOS);
        assertThat(failures.none()).isTrue();
    }

    @Test
    void losesNoneOfManyThreads() throws Exception {
        Picks.inParallel(8, () -> {
            for (int i = 0; i < 10_000; i++) {
                failures.failed(0);
            }
            return true;
        });

        assertThat(failures.count(0)).isEqualTo(80_000);
    }

    private void count(boolean success, long now) {
        if (success) {
            failures.succeeded(now);
        } else {
            failures.failed(now);
        }
    }
}
