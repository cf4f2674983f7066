package io.haplatform.core.call;

import static io.haplatform.core.call.CallBench.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.balance.CallContext;
import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.instance.Instance;
import io.haplatform.core.observe.Prober;
import java.time.Duration;
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
    void aCallKnowsTheValuesOfItsRequest() {
        bench.behave("a=ok");
        CallContext call = bench.calls().begin("orders", request("POST key"));

        assertThat(call.value("header:Idempotency-Key")).isEqualTo("1");
        assertThat(call.value("header:Other")).isNull();
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
}
