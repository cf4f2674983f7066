package io.haplatform.core.call;

import static io.haplatform.core.call.CallBench.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.time.ForwardingTime;
import io.haplatform.core.time.Time;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a call whose body is interrupted, fails, or cannot judge its answer. */
class CallBodyTest {

    private final CallBench bench = new CallBench();

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

    /** Whoever sleeps is interrupted. */
    private static final class Interrupted extends ForwardingTime {

        private Interrupted(Time time) {
            super(time);
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            throw new InterruptedException();
        }
    }
}
