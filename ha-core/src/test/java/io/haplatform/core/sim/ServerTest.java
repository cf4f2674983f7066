package io.haplatform.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.call.Outcome;
import io.haplatform.core.sim.Trouble.Sort;
import org.junit.jupiter.api.Test;

class ServerTest {

    private final Server server = new Server("a", 2);

    @Test
    void hasAsManyCallsInWorkAsWorkersAndTheOthersWaitInTurn() {
        assertThat(answered(0, 10)).isEqualTo(10);
        assertThat(answered(0, 30)).isEqualTo(30);
        assertThat(answered(0, 10)).as("after the first").isEqualTo(20);
        assertThat(answered(0, 10)).as("after the third").isEqualTo(30);
        assertThat(answered(100, 10)).as("long after").isEqualTo(110);
    }

    @Test
    void takesLongerWhileItIsSlow() {
        server.slow(second -> second < 0.05 ? 3 : 1);

        assertThat(answered(0, 10)).isEqualTo(30);
        assertThat(answered(60, 10)).isEqualTo(70);
    }

    @Test
    void doesNothingInAPause() {
        server.pause(millis(15), millis(40));

        assertThat(answered(10, 10)).as("has begun before").isEqualTo(45);
        assertThat(answered(20, 10)).as("begins after").isEqualTo(50);
    }

    @Test
    void resetsWhatItHasWhenItDiesAndRefusesFromThenOn() {
        server.troubled(new Trouble(millis(15), millis(40), Sort.DOWN));

        assertThat(server.serve(millis(10), millis(10))).isEqualTo(new Reply(millis(15), Reply.RESET));
        assertThat(server.serve(millis(20), millis(10)).at()).isEqualTo(millis(20));
        server.restarted(millis(40));
        assertThat(answered(40, 10)).isEqualTo(50);
    }

    @Test
    void neverAnswersWhatItSwallows() {
        server.troubled(new Trouble(millis(15), millis(40), Sort.SWALLOWS));

        assertThat(server.serve(millis(10), millis(10))).isEqualTo(Reply.NEVER);
        assertThat(server.serve(millis(20), millis(10))).isEqualTo(Reply.NEVER);
    }

    @Test
    void failsAtOnceWithoutAWorker() {
        server.troubled(new Trouble(0, millis(40), Sort.UNAVAILABLE));

        assertThat(server.serve(millis(10), millis(10)))
                .isEqualTo(new Reply(millis(10) + Server.AT_ONCE, Outcome.status(503, null)));
    }

    private long answered(long at, long work) {
        Reply reply = server.serve(millis(at), millis(work));
        assertThat(reply.outcome()).isEqualTo(Outcome.SUCCESS);
        return reply.at() / 1_000_000;
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }
}
