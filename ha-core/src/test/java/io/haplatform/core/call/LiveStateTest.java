package io.haplatform.core.call;

import static io.haplatform.core.call.CallBench.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.BalancePolicy;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What calls leave behind at an instance, as it shows in whom the next one goes to: to who answers soonest. */
class LiveStateTest {

    private final CallBench bench = new CallBench();

    @BeforeEach
    void goByResponseTime() {
        bench.balancePolicy = new BalancePolicy("LEAST_RESPONSE_TIME");
        bench.services.set("orders", "a", "b");
    }

    @Test
    void anAnswerTellsHowLongItTook() {
        assertThat(call(10, Outcome.SUCCESS)).isEqualTo("a");
        assertThat(call(40, Outcome.SUCCESS)).as("nobody knew").isEqualTo("b");
        assertThat(call(60, Outcome.SUCCESS)).isEqualTo("a");
        assertThat(call(40, Outcome.SUCCESS)).isEqualTo("b");
    }

    @Test
    void whatIsGivenUpTellsHowLongItWasWaitedFor() {
        call(10, Outcome.SUCCESS);
        call(40, Outcome.SUCCESS);

        assertThat(call(2000, Outcome.IGNORED)).isEqualTo("a");
        assertThat(call(40, Outcome.SUCCESS)).isEqualTo("b");
        assertThat(bench.inFlight()).isEqualTo("0 0");
    }

    @Test
    void aFailureTellsMoreThanItsTime() {
        call(10, Outcome.SUCCESS);
        call(40, Outcome.SUCCESS);

        assertThat(call(1, failure())).isEqualTo("a");
        assertThat(call(40, Outcome.SUCCESS)).isEqualTo("b");
    }

    @Test
    void whoAsksToBeLeftAloneIs() {
        call(10, Outcome.SUCCESS);
        call(400, Outcome.SUCCESS);

        assertThat(call(1, Outcome.status(503, Duration.ofMinutes(1)))).isEqualTo("a");
        assertThat(call(400, Outcome.SUCCESS)).isEqualTo("b");
    }

    @Test
    void theLengthOfAStreamTellsNothing() {
        call(10, Outcome.SUCCESS);
        call(40, Outcome.SUCCESS);

        assertThat(call(3001, Outcome.SUCCESS)).isEqualTo("a");
        assertThat(call(10, Outcome.SUCCESS)).isEqualTo("a");
    }

    @Test
    void aStreamThatBreaksTellsNoMoreThanAFailure() {
        call(10, Outcome.SUCCESS);
        call(150, Outcome.SUCCESS);

        assertThat(call(3001, failure())).isEqualTo("a");
        // 100 ms and 150 ms, not half a minute
        assertThat(call(10, Outcome.SUCCESS)).isEqualTo("a");
    }

    @Test
    void aLaterAttemptTellsAsMuchAsAFirst() {
        bench.services.set("orders", "a", "b", "c");
        call(10, Outcome.SUCCESS);
        call(20, Outcome.SUCCESS);
        call(50, Outcome.SUCCESS);
        Call call = bench.calls().begin("orders", request("GET"));
        Attempt first = call.next();
        assertThat(first.instance().key().id()).isEqualTo("a");
        assertThat(call.conclude(first, failure())).isInstanceOf(Verdict.Retry.class);
        Attempt later = call.next();
        assertThat(later.instance().key().id()).isEqualTo("b");
        bench.time.advance(Duration.ofMillis(70));
        later.close(Outcome.SUCCESS);

        assertThat(call(50, Outcome.SUCCESS)).isEqualTo("c");
        assertThat(bench.inFlight()).isEqualTo("0 0 0");
    }

    @Test
    void whoIsReadmittedBeginsAgain() {
        call(10, Outcome.SUCCESS);
        call(40, Outcome.SUCCESS);
        call(1, failure());
        bench.balancer().readmit(bench.balancer().nodes().get(0));

        assertThat(call(10, Outcome.SUCCESS)).isEqualTo("a");
    }

    private String call(long millis, Outcome outcome) {
        Attempt attempt = bench.calls().begin("orders", request("GET")).next();
        bench.time.advance(Duration.ofMillis(millis));
        attempt.close(outcome);
        return attempt.instance().key().id();
    }

    private static Outcome failure() {
        return Outcome.failure(Outcome.Kind.ERROR, new IOException("planted"));
    }
}
