package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FadingTest {

    private static final long UNIT = 1L << Fading.UNIT_BITS;

    @ParameterizedTest(name = "of 100, {1} are left after {0} ms")
    @CsvSource({"0, 100", "100, 99.005", "1000, 90.484", "5000, 60.653", "10000, 36.788", "60000, 0.24788"})
    void fadesByTheClock(long millis, float left) {
        long packed = Fading.of(100, 0);

        // the clock of stamps has a resolution of a millisecond
        assertThat(Fading.at(packed, millis * 1_000_000)).isCloseTo(left, Offset.offset(left * 2e-4f));
    }

    @Test
    void theTableIsTheExponential() {
        for (int age = 0; age < 1 << 17; age++) {
            double exact = Math.exp(-(double) (age * UNIT) / Fading.TAU_NANOS);
            assertThat((double) Fading.share(Fading.of(1, 0), age * UNIT))
                    .as("after %d units", age)
                    .isCloseTo(exact, Offset.offset(exact * 1e-6));
        }
    }

    @Test
    void leavesNothingAfterTwoMinutes() {
        assertThat(Fading.at(Fading.of(100, 0), (1L << 17) * UNIT)).isZero();
        assertThat(Fading.at(Fading.of(100, 0), 40L * 24 * 3600 * 1_000_000_000))
                .isZero();
    }

    @ParameterizedTest(name = "written at {0}")
    @ValueSource(longs = {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, (1L << 52) - 1, -(1L << 52), 1L << 51})
    void worksWhateverTheClockSays(long now) {
        long packed = Fading.of(100, now);

        assertThat(Fading.at(packed, now)).isEqualTo(100);
        assertThat(Fading.at(packed, now + Fading.TAU_NANOS)).isCloseTo(36.788f, Offset.offset(0.01f));
        assertThat(Fading.at(packed, now - UNIT))
                .as("read by a clock that was read before")
                .isEqualTo(100);
        assertThat(Fading.at(packed, now - 10_000_000_000L))
                .as("52 days later, less ten seconds")
                .isZero();
    }
}
