package io.haplatform.core.call;

import static io.haplatform.core.call.CallBench.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.balance.CallContext;
import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.instance.Instance;
import io.haplatform.core.observe.Prober;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallsTest {

    private final CallBench bench = new CallBench();

    @ParameterizedTest(name = "{0} to {1} tries {2} and gives {3}")
    @CsvSource({
        "GET,         a=ok b=ok,                           a,       200",
        "GET,         a=refused b=ok,                      a b,     200",
        "POST,        a=refused b=ok,                      a b,     200",
        "POST stream, a=refused b=ok,                      a b,     200",
        "POST,        a=unreachable b=ok,                  a b,     200",
        "POST,        a=refused b=refused c=refused d=ok,  a b c d, 200",
        "POST,        a=refused b=refused c=refused d=refused e=ok, a b c d, ConnectException",
        "GET,         a=reset b=ok,                        a b,     200",
        "POST,        a=reset b=ok,                        a,       SocketException",
        "POST key,    a=reset b=ok,                        a b,     200",
        "PUT,         a=reset b=ok,                        a b,     200",
        "PUT stream,  a=reset b=ok,                        a,       SocketException",
        "GET,         a=timeout b=ok,                      a b,     200",
        "POST,        a=timeout b=ok,                      a,       SocketTimeoutException",
        "GET,         a=error b=ok,                        a b,     200",
        "PATCH,       a=error b=ok,                        a,       IOException",
        "GET,         a=503 b=ok,                          a b,     200",
        "POST,        a=503 b=ok,                          a,       503",
        "POST key,    a=503 b=ok,                          a b,     200",
        "GET,         a=500 b=ok,                          a,       500",
        "GET,         a=404 b=ok,                          a,       404",
        "GET,         a=503,                               a,       503",
        "GET,         a=refused,                           a,       ConnectException",
        "GET,         a=503 b=502 c=504 d=503 e=ok,        a b c d, 503"
    })
    void triesAnotherInstanceWhereThatIsSafeAndUseful(String request, String instances, String tried, String expected) {
        bench.behave(instances);

        assertThat(bench.run(request(request))).isEqualTo(expected);

        assertThat(bench.said).last().asString().endsWith(" " + tried);
    }

    @Test
    void tellsItsListenersEveryAttemptAndTheEnd() {
        bench.behave("a=503+10 b=refused c=ok+30");

        bench.run(request("GET"));

        // after the 503 a back-off of just under 25 ms, after the refusal none
        assertThat(bench.said)
                .containsExactly("a 503 10", "discard 503", "b refused 0", "c success 30", "finish success 64 a b c");
    }

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
    void nobodyIsAskedWhoWasAskedBeforeEvenUnderAnotherIncarnation() {
        bench.behave("a=503 b=ok");
        Calls calls = bench.calls();
        Call call = calls.begin("orders", request("GET"));
        Attempt first = call.next();
        bench.services.set("orders", "a#2");
        bench.time.run();

        assertThat(call.conclude(first, Outcome.status(503, null))).isEqualTo(Verdict.DONE);
    }

    @Test
    void anAnswerIsNotGivenUpForAnInstanceThatIsSuspect() {
        bench.behave("a=503 b=ok c=ok");
        bench.services.set("orders", "a", "b", "c:SUSPECT");
        bench.balancer().avoid(bench.balancer().nodes().get(1));

        assertThat(bench.run(request("GET"))).isEqualTo("503");
        assertThat(bench.said).last().isEqualTo("finish 503 0 a");
    }

    @Test
    void withoutAnAnswerASuspectInstanceIsBetterThanNone() {
        bench.behave("a=reset b=ok");
        bench.balancer().avoid(bench.balancer().nodes().get(1));

        assertThat(bench.run(request("GET"))).isEqualTo("200");
    }

    @Test
    void theLastResultStandsWhenTheOtherInstanceGoesWhileTheCallWaits() {
        bench.behave("a=503 b=ok");
        bench.listeners.add(new CallListener() {
            @Override
            public void onAttempt(Call call, Instance instance, Outcome outcome, long nanos) {
                // its drain is seen during the back-off
                bench.time
                        .serial("drain")
                        .schedule(Duration.ofMillis(1), () -> bench.services.set("orders", "a", "b:DRAINING"));
            }
        });

        assertThat(bench.run(request("GET"))).isEqualTo("503");

        assertThat(bench.said).containsExactly("a 503 0", "none", "finish 503 24 a");
    }

    @Test
    void aCallWithoutInstancesEndsAtOnceAndNamesThem() {
        bench.services.set("orders", "a:DRAINING");

        assertThatThrownBy(() -> bench.calls().run("orders", request("GET"), bench.body()))
                .isInstanceOf(NoInstanceException.class)
                .hasMessageContaining("a is DRAINING (eligible)");

        assertThat(bench.said).containsExactly("none", "finish ignored 0 ");
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

    @Test
    void aRefusalTakesTheInstanceOutForTheNextCall() {
        bench.behave("a=refused b=ok");
        Calls calls = bench.calls();

        run(calls);
        run(calls);
        run(calls);

        assertThat(bench.said.stream().filter(s -> s.equals("a refused 0"))).hasSize(1);
        assertThat(bench.suspicions.all()).isEmpty();
        bench.time.run();
        assertThat(bench.suspicions.all()).singleElement().satisfies(s -> assertThat(s.detail())
                .isEqualTo("refused a connection"));
    }

    @Test
    void anAttemptWithoutAnswerTakesTheInstanceOut() {
        bench.behave("a=timeout b=ok");

        bench.run(request("GET"));

        assertThat(bench.balancer().nodes().get(0).isUnusable()).isTrue();
        assertThat(bench.probed).isEmpty();
    }

    @Test
    void anAttemptCutShortByTheDeadlineIsNoProofAndLeadsToAProbe() {
        bench.behave("a=503+4000 b=timeout");

        bench.run(request("GET"));

        assertThat(bench.balancer().nodes().get(1).isUnusable()).isFalse();
        assertThat(bench.probed).containsExactly("b");
    }

    @Test
    void aBrokenConnectionLeadsToAProbeAndARefusedOneTakesTheInstanceOut() {
        bench.behave("a=reset b=ok");
        bench.answer = new Prober.Answer(Prober.Answer.Kind.REFUSED, "connection refused");

        bench.run(request("GET"));

        assertThat(bench.probed).containsExactly("a");
        assertThat(bench.balancer().nodes().get(0).isUnusable()).isTrue();
    }

    @Test
    void errorsAndStatusesSayNothingAboutTheProcess() {
        bench.behave("a=503 b=error c=500");

        bench.run(request("GET"));

        assertThat(bench.balancer().nodes()).noneMatch(node -> node.isUnusable());
        assertThat(bench.probed).isEmpty();
    }

    @Test
    void aFailingServiceIsNotBeatenWithRetries() {
        bench.behave("a=503 b=503 c=503");
        bench.policy = CallPolicyFixture.budget(0.2, 0);
        Calls calls = bench.calls();
        for (int i = 0; i < 100; i++) {
            run(calls);
        }

        assertThat(bench.said.stream().filter(s -> s.endsWith("503 0") && !s.startsWith("finish")))
                .hasSizeBetween(119, 120);
    }

    @Test
    void aGuardMayRefuseACallAndThoseBeforeItLearnOfIt() {
        bench.behave("a=ok");
        bench.guards.add(guard("outer", false));
        bench.guards.add(guard("inner", true));

        assertThatThrownBy(() -> bench.calls().run("orders", request("GET"), bench.body()))
                .isInstanceOf(CallRejectedException.class)
                .hasMessage("Call to service 'orders' was not begun: inner is full");

        assertThat(bench.said).containsExactly("outer enter", "inner enter", "outer exit ignored");
    }

    @Test
    void guardsAreLeftInTheOppositeOrderWithTheLastOutcome() {
        bench.behave("a=503");
        bench.guards.add(guard("outer", false));
        bench.guards.add(guard("inner", false));

        bench.run(request("GET"));

        assertThat(bench.said)
                .containsExactly(
                        "outer enter", "inner enter", "a 503 0", "inner exit 503", "outer exit 503", "finish 503 0 a");
    }

    @Test
    void aListenerThatThrowsDisturbsNobody() {
        bench.behave("a=ok");
        bench.listeners.add(0, new CallListener() {
            @Override
            public void onAttempt(Call call, Instance instance, Outcome outcome, long nanos) {
                throw new IllegalStateException("planted");
            }

            @Override
            public void onFinish(Call call, Outcome outcome, long nanos) {
                throw new IllegalStateException("planted");
            }
        });

        assertThat(bench.run(request("GET"))).isEqualTo("200");
        assertThat(bench.said).containsExactly("a success 0", "finish success 0 a");
    }

    @Test
    void aBodyThatIsInterruptedEndsTheCallWithoutBlame() {
        bench.behave("a=ok b=ok");

        assertThatThrownBy(() -> bench.calls().run("orders", request("GET"), attempt -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(InterruptedException.class);

        assertThat(bench.said).containsExactly("a ignored 0", "finish ignored 0 a");
        assertThat(bench.balancer().nodes())
                .allSatisfy(node -> assertThat(node.inFlight()).isZero());
    }

    @Test
    void aThreadThatIsInterruptedWhileItWaitsEndsItsCall() {
        bench.behave("a=503 b=ok");
        Time interrupted = new Interrupted(bench.time);
        Calls calls = new Calls(
                bench.balancers,
                bench.suspicions,
                interrupted,
                CallBench.HIGHEST,
                service -> bench.policy,
                List.of(),
                bench.listeners);

        assertThatThrownBy(() -> calls.run("orders", request("GET"), bench.body()))
                .isInstanceOf(InterruptedException.class);

        assertThat(bench.said).containsExactly("a 503 0", "finish 503 0 a", "discard 503");
    }

    @Test
    void anErrorOfTheMachineEndsTheCallAtOnce() {
        bench.behave("a=ok b=ok");

        assertThatThrownBy(() -> bench.calls().run("orders", request("GET"), attempt -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);

        assertThat(bench.said).containsExactly("a ignored 0", "finish ignored 0 a");
    }

    @Test
    void aBodyThatCannotJudgeItsAnswerStillClosesItsAttempt() {
        bench.behave("a=ok b=ok");

        assertThatThrownBy(() -> bench.calls().run("orders", request("GET"), new AttemptBody<Integer>() {
                    @Override
                    public Integer run(Attempt attempt) {
                        return 1;
                    }

                    @Override
                    public Outcome outcome(Integer answer) {
                        throw new IllegalStateException("planted");
                    }
                }))
                .hasMessage("planted");

        assertThat(bench.said).containsExactly("a ignored 0", "finish ignored 0 a");
    }

    @Test
    void whatWasThrownFirstIsNotLostWhenNobodyElseIsThere() {
        bench.behave("a=refused b=ok");
        assertThatThrownBy(() -> bench.calls().run("orders", request("GET"), attempt -> {
                    bench.services.set("orders", "a", "b:DRAINING");
                    bench.time.advance(Duration.ofSeconds(1));
                    throw new ConnectException("Connection refused");
                }))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void aCallKnowsTheValuesOfItsRequest() {
        bench.behave("a=ok");
        CallContext call = bench.calls().begin("orders", request("POST key"));

        assertThat(call.value("header:Idempotency-Key")).isEqualTo("1");
        assertThat(call.value("header:Other")).isNull();
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

    private void run(Calls calls) {
        try {
            calls.run("orders", request("GET"), bench.body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private CallGuard guard(String name, boolean full) {
        return new CallGuard() {
            @Override
            public void enter(String service) {
                bench.said.add(name + " enter");
                if (full) {
                    throw new CallRejectedException(service, name + " is full");
                }
            }

            @Override
            public void exit(String service, Outcome outcome, long nanos) {
                bench.said.add(name + " exit " + CallBench.word(outcome));
            }
        };
    }

    /** Whoever sleeps is interrupted. */
    private record Interrupted(Time time) implements Time {

        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public Instant now() {
            return time.now();
        }

        @Override
        public SerialExecutor serial(String name) {
            return time.serial(name);
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            throw new InterruptedException();
        }

        @Override
        public void await(CompletionStage<?> stage, Duration atMost) throws InterruptedException {
            time.await(stage, atMost);
        }

        @Override
        public Executor blocking() {
            return time.blocking();
        }

        @Override
        public void close() {
            time.close();
        }
    }
}
