package io.haplatform.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private static final Outcome.Failure RESET = Outcome.failure(Outcome.Kind.RESET, new IOException());

    @ParameterizedTest(name = "after {0} pauses at most {1} ms")
    @CsvSource({"0, 25", "1, 50", "2, 100", "3, 200", "4, 400", "5, 800", "6, 1000", "7, 1000", "40, 1000", "64, 1000"})
    void doublesItsBoundUpToTheLargest(int pauses, long bound) {
        assertThat(pause(RESET, pauses, CallBench.HIGHEST))
                .isEqualTo(Duration.ofMillis(bound).minusNanos(1));
        assertThat(pause(RESET, pauses, CallBench.LOWEST)).isZero();
    }

    @Test
    void drawsEvenlyBelowTheBound() {
        Random random = new Random(5);
        List<Integer> perQuarter = new ArrayList<>(List.of(0, 0, 0, 0));
        for (int i = 0; i < 40_000; i++) {
            int quarter = (int) (pause(RESET, 2, random).toNanos() / 25_000_000);
            perQuarter.set(quarter, perQuarter.get(quarter) + 1);
        }

        assertThat(perQuarter).allSatisfy(count -> assertThat(count).isBetween(9_650, 10_350));
    }

    @Test
    void doesNotWaitWhereNothingWasSent() {
        assertThat(pause(Outcome.failure(Outcome.Kind.REFUSED, new IOException()), 3, CallBench.HIGHEST))
                .isZero();
        assertThat(pause(Outcome.failure(Outcome.Kind.UNREACHABLE, new IOException()), 3, CallBench.HIGHEST))
                .isZero();
    }

    @Test
    void waitsAtLeastAsLongAsItWasAsked() {
        assertThat(pause(Outcome.status(503, Duration.ofSeconds(2)), 0, CallBench.HIGHEST))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(pause(Outcome.status(503, Duration.ofMillis(1)), 0, CallBench.HIGHEST))
                .isEqualTo(Duration.ofMillis(25).minusNanos(1));
    }

    private static Duration pause(Outcome.Failure failure, int pauses, RandomGenerator random) {
        return Backoff.pause(CallPolicy.DEFAULT, failure, pauses, random);
    }
}
