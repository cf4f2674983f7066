package io.haplatform.core.call;

import static io.haplatform.core.call.CallBench.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a call waits, and when it has no time left. */
class CallTimesTest {

    private final CallBench bench = new CallBench();

    @Test
    void backsOffTwiceAsLongEachTimeButNotForARefusal() {
        bench.behave("a=503 b=refused c=503 d=503");

        bench.run(request("GET"));

        // at most 25 ms after a, none after b, at most 50 ms after c
        assertThat(bench.time.nanos()).isEqualTo(25_000_000 - 1 + 50_000_000 - 1);
    }

    @Test
    void endsWhenItsTotalTimeDoes() {
        bench.behave("a=timeout b=timeout c=timeout");

        assertThat(bench.run(request("GET"))).isEqualTo("SocketTimeoutException");

        // 3 s for a, then what is left for the next one
        assertThat(bench.time.nanos()).isEqualTo(Duration.ofSeconds(5).toNanos());
        assertThat(bench.said).last().isEqualTo("finish timeout 5000 a c");
    }

    @Test
    void givesALaterAttemptOnlyWhatIsLeft() {
        bench.behave("a=503+2990 b=ok");
        List<Duration> timeouts = new ArrayList<>();
        bench.policy = CallPolicyFixture.timeouts(Duration.ofSeconds(3), Duration.ofSeconds(4));

        AttemptBody<Integer> body = bench.body();
        assertThatThrownBy(() -> bench.calls().run("orders", request("GET"), attempt -> {
                    timeouts.add(attempt.timeout());
                    body.run(attempt);
                    throw new IOException("on");
                }))
                .hasMessage("on");

        assertThat(timeouts)
                .containsExactly(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4).minusMillis(2990 + 25).plusNanos(1));
    }

    @Test
    void beginsNoRetryThatCannotEndInTime() {
        bench.behave("a=503+4990 b=ok");

        assertThat(bench.run(request("GET"))).isEqualTo("503");

        assertThat(bench.said).containsExactly("a 503 4990", "finish 503 4990 a");
    }

    @Test
    void doesNotComeBackSoonerThanTheServerAsks() {
        bench.behave("a=503 b=ok");

        assertThat(runWithRetryAfter(Duration.ofSeconds(2))).isEqualTo(200);

        assertThat(bench.time.nanos()).isEqualTo(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void endsWhenTheServerAsksForMoreTimeThanTheCallHas() {
        bench.behave("a=503 b=ok");

        assertThat(runWithRetryAfter(Duration.ofSeconds(6))).isEqualTo(503);

        assertThat(bench.time.nanos()).isZero();
    }

    @Test
    void theFirstCallWaitsUntilTheRegistryHasAnswered() throws Exception {
        bench.behaviour.put("a", "ok");
        bench.time.serial("registry").schedule(Duration.ofMillis(40), () -> bench.services.set("orders", "a"));

        assertThat(bench.calls().run("orders", request("GET"), bench.body())).isEqualTo(200);

        assertThat(bench.time.nanos()).isEqualTo(Duration.ofMillis(40).toNanos());
    }

    @Test
    void theFirstCallWaitsNoLongerThanTheFirstLookup() {
        bench.time.serial("registry").schedule(Duration.ofSeconds(1), () -> bench.services.giveUp("orders"));

        assertThatThrownBy(() -> bench.calls().run("orders", request("GET"), bench.body()))
                .hasMessageContaining("the registry has not answered");

        assertThat(bench.time.nanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(bench.calls().ready("orders").toCompletableFuture()).isDone();
    }

    private Integer runWithRetryAfter(Duration after) {
        try {
            return bench.calls().run("orders", request("GET"), new AttemptBody<>() {
                @Override
                public Integer run(Attempt attempt) throws Exception {
                    return bench.send(attempt);
                }

                @Override
                public Outcome outcome(Integer status) {
                    return status < 500 ? Outcome.SUCCESS : Outcome.status(status, after);
                }
            });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
