package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyTest {

    private final Latency latency = new Latency();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "answers after 10 ms for a second    | 0:10                 | 0     | 10",
                "fades while nobody calls             | 0:10                 | 10000 | 3.6788",
                "fades to nothing                     | 0:10                 | 200000| 0",
                "rises at once                        | 0:10 1000:50         | 1000  | 50",
                "a little more is more                | 0:10 1000:11         | 1000  | 11",
                "falls slowly                         | 0:50 10000:10        | 10000 | 24.715",
                "falls again                          | 0:50 10000:10 20000:10 | 20000 | 15.413",
                "falls the same in small steps        | 0:50 2000:10 4000:10 6000:10 8000:10 10000:10 | 10000 | 24.715",
                "less than before, but not yet faded  | 0:50 1000:48         | 1000  | 49.81",
                "no more than ten seconds             | 0:50000              | 0     | 10000"
            })
    void isAMovingAverageThatRisesAtOnceAndFallsSlowly(String what, String answers, long at, float millis) {
        for (String answer : answers.split(" ", -1)) {
            String[] parts = answer.split(":", 2);
            latency.answered(ms(Long.parseLong(parts[0])), ms(Long.parseLong(parts[1])));
        }

        assertThat(millis(at, false)).isCloseTo(millis, Offset.offset(millis * 2e-4f));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "however fast it came                 | 10 | 1    | 0     | 100",
                "also one that came slowly            | 10 | 40   | 0     | 400",
                "also one that asks for a short rest  | 10 | 1    | 2     | 100",
                "as much as fades in the rest it asks | 10 | 1    | 30    | 200.855",
                "more is not told apart               | 10 | 3000 | 0     | 10000",
                "of a call to one that nobody knows   | 0  | 1    | 0     | 100"
            })
    void aFailureCostsTenTimesWhatWasUsual(String what, long usual, long took, long retryAfter, float millis) {
        if (usual > 0) {
            latency.answered(ms(5000), ms(usual));
        }
        latency.failed(ms(5000 - took), ms(5000), ms(took), ms(1000 * retryAfter));

        assertThat(millis(5000, false)).isCloseTo(millis, Offset.offset(millis * 2e-4f));
    }

    @Test
    void failsAgainAndCostsTenTimesWhatItsAnswersDid() {
        latency.answered(0, ms(10));
        latency.failed(ms(1), ms(2), ms(1), 0);
        latency.failed(ms(20_000), ms(20_002), ms(2), 0);

        assertThat(millis(20_002, false)).isCloseTo(100, Offset.offset(0.05f));
    }

    @Test
    void eachAnswerTakesATenthOffThePenalty() {
        latency.answered(0, ms(10));
        latency.failed(ms(1), ms(2), ms(1), 0);
        latency.answered(ms(3), ms(3));
        assertThat(millis(3, false)).as("asked before the failure").isCloseTo(100, Offset.offset(0.2f));

        latency.answered(ms(12), ms(10));
        assertThat(millis(12, false)).isCloseTo(91, Offset.offset(0.2f));
        for (int i = 0; i < 50; i++) {
            latency.answered(ms(13), ms(10));
        }
        assertThat(millis(13, false)).isCloseTo(10, Offset.offset(0.05f));
    }

    @Test
    void aStreamThatBreaksCostsNoMoreThanAFailure() {
        latency.answered(0, ms(10));
        latency.failed(ms(-3_600_000), ms(1), 0, 0);

        assertThat(millis(1, false)).isCloseTo(100, Offset.offset(0.1f));
    }

    @Test
    void whatWasGivenUpTellsHowLongItKeptSilent() {
        latency.answered(0, ms(10));
        latency.asked(ms(10), ms(3000), true);
        latency.abandoned(ms(10), ms(210));
        assertThat(millis(210, false)).isEqualTo(200);

        latency.asked(ms(210), ms(3000), true);
        latency.abandoned(ms(210), ms(215));
        assertThat(millis(215, false)).as("no sooner than it would have been").isGreaterThan(199);
    }

    @Test
    void whatWasGivenUpAfterSomethingWasHeardTellsNothing() {
        latency.asked(0, ms(3000), true);
        latency.answered(ms(100), ms(10));
        latency.abandoned(0, ms(2000));
        latency.asked(ms(2000), ms(3000), false);
        latency.abandoned(0, ms(2500));

        assertThat(millis(100, false)).isEqualTo(10);
    }

    @Test
    void aBurstOfFailuresCountsOnce() {
        latency.answered(0, ms(10));
        for (int i = 0; i < 5; i++) {
            latency.failed(ms(i), ms(10 + i), ms(1), 0);
        }

        assertThat(millis(14, false)).isCloseTo(100, Offset.offset(0.2f));

        assertThat(latency.failed(ms(9), ms(15), ms(1), 0)).as("begun before").isFalse();
        assertThat(latency.failed(ms(11), ms(15), ms(1), 0)).as("begun since").isTrue();
        assertThat(millis(15, false)).isCloseTo(100, Offset.offset(0.2f));
    }

    @Test
    void costsAtLeastAsMuchAsItHasBeenSilentFor() {
        latency.answered(0, ms(10));
        latency.asked(ms(1000), ms(3000), true);
        latency.asked(ms(1200), ms(3000), false);

        assertThat(millis(1000, true)).isCloseTo(9.048f, Offset.offset(0.01f));
        assertThat(millis(1500, true)).isEqualTo(500);
        assertThat(millis(1500, false)).as("when it owes nothing").isCloseTo(8.6f, Offset.offset(0.01f));

        latency.answered(ms(1600), ms(400));
        assertThat(millis(1700, true)).as("it has spoken").isCloseTo(396, Offset.offset(0.5f));
        assertThat(millis(2200, true)).as("beside a stream").isCloseTo(376.7f, Offset.offset(0.5f));
        latency.asked(ms(2200), ms(3000), false);
        assertThat(millis(2800, true)).isEqualTo(600);
    }

    @Test
    void aStreamMayBeSilentForLongerThanAnAttemptMayTake() {
        latency.answered(0, ms(10));
        latency.asked(0, ms(3000), true);

        assertThat(millis(3000, true)).isEqualTo(3000);
        assertThat(millis(3001, true)).isCloseTo(7.407f, Offset.offset(0.01f));

        latency.asked(ms(9000), ms(3000), false);
        assertThat(millis(9400, true)).as("beside it").isEqualTo(400);
    }

    @Test
    void whatNobodyKnowsIsWorthOneTry() {
        assertThat(latency.cost(0, false)).isZero();

        latency.asked(0, ms(3000), true);
        assertThat(latency.cost(0, true)).isEqualTo(Latency.PROBED);
        assertThat(latency.cost(ms(3000), true)).isEqualTo(Latency.PROBED);
        assertThat(latency.cost(ms(3001), true))
                .as("the first call is a stream, so another is worth a try")
                .isZero();
    }

    @Test
    void startsAgainWhenItForgets() {
        latency.failed(0, ms(1), ms(1), 0);
        latency.forget(ms(100));
        assertThat(latency.cost(ms(100), false)).isZero();

        latency.failed(ms(99), ms(101), ms(1), 0);
        assertThat(latency.cost(ms(101), false)).as("begun before").isZero();

        latency.failed(ms(100), ms(101), ms(1), 0);
        assertThat(millis(101, false)).isEqualTo(100);
    }

    @Test
    void theSlowestOfManyAnswersCountsWhoeverComesFirst() throws Exception {
        Picks.inParallel(8, () -> {
            for (int i = 1; i <= 100_000; i++) {
                latency.answered(0, i);
            }
            return true;
        });

        assertThat(latency.cost(0, false)).isEqualTo(100_000);
    }

    private float millis(long at, boolean busy) {
        return latency.cost(ms(at), busy) / 1e6f;
    }

    private static long ms(long millis) {
        return millis * 1_000_000;
    }
}
