package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.Traffic.Ending;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Four instances that answer in 10 ms, 100 calls a second; then one of them swallows calls, with a timeout of 3 s. */
class BlackHoleTest {

    private final Traffic traffic = new Traffic();

    @ParameterizedTest(name = "{0} gives it {1} before the first timeout")
    @CsvSource({"LEAST_RESPONSE_TIME, 2", "ADAPTIVE, 1"})
    void isSeenBeforeTheTimeout(String algorithm, int calls) {
        Algorithm found = algorithm.equals("ADAPTIVE") ? new Adaptive() : new LeastResponseTime();
        Picker picker = found.build(Picks.nodes("a b c d"), Picks.settings(new Random(1)), null);
        traffic.run(picker, 100, Duration.ofSeconds(10), (id, second) -> Ending.success(10_000));
        int before = traffic.calls("a");

        traffic.run(picker, 100, Traffic.TIMEOUT, BlackHoleTest::swallowing);

        assertThat(traffic.calls("a") - before).isEqualTo(calls);
    }

    @Test
    void aNewOneThatSwallowsItsFirstCallGetsNoOther() {
        Picker picker = new LeastResponseTime().build(Picks.nodes("a b c d"), Picks.settings(new Random(1)), null);

        traffic.run(picker, 100, Traffic.TIMEOUT, BlackHoleTest::swallowing);

        assertThat(traffic.calls("a")).isEqualTo(1);
        assertThat(traffic.calls()).isGreaterThan(250);
    }

    @ParameterizedTest
    @CsvSource({"LEAST_RESPONSE_TIME, 40", "ADAPTIVE, 40"})
    void isNoFavouriteWhereCallersGiveUpAfterHalfASecond(String algorithm, int most) {
        Algorithm found = algorithm.equals("ADAPTIVE") ? new Adaptive() : new LeastResponseTime();
        Picker picker = found.build(Picks.nodes("a b c d"), Picks.settings(new Random(1)), null);

        traffic.run(
                picker,
                100,
                Duration.ofSeconds(60),
                (id, second) -> id.equals("a") ? Ending.abandoned(500_000) : Ending.success(10_000));

        assertThat(traffic.calls("a")).isLessThan(most);
    }

    private static Ending swallowing(String id, double second) {
        return id.equals("a") ? Ending.NEVER : Ending.success(10_000);
    }
}
