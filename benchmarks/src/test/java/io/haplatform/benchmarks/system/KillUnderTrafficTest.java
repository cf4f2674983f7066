package io.haplatform.benchmarks.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.benchmarks.system.KillUnderTraffic.Noticed;
import io.haplatform.benchmarks.system.Load.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

class KillUnderTrafficTest {

    private static final String DEAD = "127.0.0.1:1";
    private static final String ALIVE = "127.0.0.1:2";

    @Test
    void aCallerThatNoticesNothingLosesNothing() {
        assertThat(noticed(answer(5, 10, 200, ALIVE), answer(20, 10, 200, ALIVE)))
                .isEqualTo(new Noticed(0, 0));
    }

    @Test
    void countsUntilTheLastRequestThatTriedTheDeadOneIsOver() {
        assertThat(noticed(
                        answer(5, 10, 200, DEAD, ALIVE), answer(40, 20, 200, DEAD, ALIVE), answer(70, 5, 200, ALIVE)))
                .isEqualTo(new Noticed(60, 2));
    }

    @Test
    void whatWasUnderWayAtTheKillCountsUnlessTheDeadOneHadAnsweredIt() {
        assertThat(noticed(answer(-3, 8, 200, DEAD, ALIVE))).isEqualTo(new Noticed(5, 1));
        assertThat(noticed(answer(-3, 8, 200, DEAD))).isEqualTo(new Noticed(0, 0));
        assertThat(noticed(answer(-3, 1, 200, DEAD))).isEqualTo(new Noticed(0, 0));
    }

    @Test
    void everyAttemptCountsAlsoSeveralOfOneRequest() {
        assertThat(noticed(answer(5, 10, 503, DEAD, DEAD, DEAD))).isEqualTo(new Noticed(15, 3));
    }

    @Test
    void aFailureThatSaysNothingOfItsAttemptsCountsWithItsEnd() {
        assertThat(noticed(answer(5, 20_000, 0))).isEqualTo(new Noticed(20_005, 0));
    }

    @Test
    void othersAreLeftOut() {
        assertThat(Noticed.by(1, List.of(answer(5, 10, 200, DEAD, ALIVE)), DEAD, 0))
                .isEqualTo(new Noticed(0, 0));
    }

    @Test
    void isMetOnlyWithoutAFailedRequest() {
        List<Noticed> fine = List.of(new Noticed(300, 5), new Noticed(0, 0));

        assertThat(met(fine, answer(5, 10, 200, ALIVE))).isTrue();
        assertThat(met(fine, answer(5, 10, 200, ALIVE), answer(5, 10, 503, ALIVE)))
                .isFalse();
        assertThat(met(List.of(new Noticed(301, 0)), answer(5, 10, 200, ALIVE))).isFalse();
        assertThat(met(List.of(new Noticed(0, 6)), answer(5, 10, 200, ALIVE))).isFalse();
    }

    private static boolean met(List<Noticed> noticed, Answer... answers) {
        return new KillUnderTraffic.Result(noticed, Failures.NONE.and(List.of(answers))).met();
    }

    private static Noticed noticed(Answer... answers) {
        return Noticed.by(0, List.of(answers), DEAD, 0);
    }

    private static Answer answer(long startMillis, long millis, int status, String... tried) {
        return new Answer(0, startMillis * 1_000_000, millis * 1_000_000, status, List.of(tried), "");
    }
}
