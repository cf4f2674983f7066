package io.haplatform.core.call;

import static io.haplatform.core.call.CallBench.ids;
import static io.haplatform.core.call.CallBench.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.instance.Instance;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunningCallTest {

    private static final Outcome UNAVAILABLE = Outcome.status(503, null);
    private static final Outcome REFUSED = Outcome.failure(Outcome.Kind.REFUSED, new IOException());

    private final CallBench bench = new CallBench();

    @Test
    void hasOneOpenAttemptAtATime() {
        bench.behave("a=ok b=ok");
        Call call = begin();

        Attempt attempt = call.next();

        assertThat(call.next()).isSameAs(attempt);
        assertThat(bench.inFlight()).isEqualTo("1 0");
    }

    @Test
    void countsTheAttemptFromTheBeginningAndUntilItIsClosed() {
        bench.behave("a=ok b=ok");
        Call call = begin();
        assertThat(bench.inFlight()).isEqualTo("1 0");

        Attempt first = call.next();
        call.conclude(first, REFUSED);
        assertThat(bench.inFlight()).isEqualTo("0 0");

        Attempt second = call.next();
        assertThat(bench.inFlight()).isEqualTo("0 1");
        assertThat(second.instance().key().id()).isEqualTo("b");
        call.conclude(second, Outcome.SUCCESS);
        assertThat(bench.inFlight()).isEqualTo("0 0");
    }

    @Test
    void anInstanceThatAsksForAnEternityIsNotWaitedFor() {
        bench.behave("a=ok b=ok");
        Call call = begin();

        Outcome eternity = Outcome.status(503, Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(call.conclude(call.next(), eternity)).isEqualTo(Verdict.DONE);

        assertThat(bench.said).containsExactly("a 503 0", "finish 503 0 a");
    }

    @Test
    void aRequestThatCannotBeAskedEndsTheCallAndIsTold() {
        bench.behave("a=ok b=ok");
        CallRequest broken = new CallRequest() {
            @Override
            public String method() {
                throw new IllegalStateException("no method");
            }

            @Override
            public boolean repeatable() {
                return true;
            }

            @Override
            public String value(String name) {
                return "";
            }
        };
        Call call = bench.calls().begin("orders", broken);
        Attempt attempt = call.next();

        assertThatThrownBy(() -> call.conclude(attempt, UNAVAILABLE)).hasMessage("no method");

        assertThat(bench.said).last().isEqualTo("finish 503 0 a");
        assertThat(bench.inFlight()).isEqualTo("0 0");
    }

    @Test
    void closingAgainDoesNothing() {
        bench.behave("a=ok b=ok");
        Call call = begin();
        Attempt attempt = call.next();

        assertThat(call.conclude(attempt, Outcome.SUCCESS)).isEqualTo(Verdict.DONE);
        assertThat(call.conclude(attempt, UNAVAILABLE)).isEqualTo(Verdict.DONE);
        attempt.close(UNAVAILABLE);
        call.cancel();

        assertThat(bench.said).containsExactly("a success 0", "finish success 0 a");
        assertThat(bench.inFlight()).isEqualTo("0 0");
    }

    @Test
    void aLateCloseOfAnEarlierAttemptDoesNotTouchTheLaterOne() {
        bench.behave("a=ok b=ok c=ok");
        Call call = begin();
        Attempt first = call.next();
        call.conclude(first, REFUSED);
        Attempt second = call.next();

        first.close(Outcome.SUCCESS);
        assertThat(call.conclude(first, UNAVAILABLE)).isEqualTo(Verdict.DONE);
        assertThat(bench.inFlight()).isEqualTo("0 1 0");

        call.conclude(second, REFUSED);
        Attempt third = call.next();
        second.close(Outcome.SUCCESS);
        assertThat(call.conclude(second, UNAVAILABLE)).isEqualTo(Verdict.DONE);
        assertThat(bench.inFlight()).isEqualTo("0 0 1");
        third.close(Outcome.SUCCESS);
        assertThat(bench.inFlight()).isEqualTo("0 0 0");
        assertThat(bench.said).last().isEqualTo("finish success 0 a b c");
    }

    @Test
    void closingAnAttemptEndsTheCallWhateverTheOutcome() {
        bench.behave("a=ok b=ok");
        Call call = begin();

        call.next().close(REFUSED);

        assertThat(bench.said).containsExactly("a refused 0", "finish refused 0 a");
        assertThatThrownBy(call::next).isInstanceOf(IllegalStateException.class).hasMessageContaining("is over");
    }

    @Test
    void canBeCancelledBeforeItsFirstAttemptIsTaken() {
        bench.behave("a=ok b=ok");
        Call call = begin();

        call.cancel();

        assertThat(bench.inFlight()).isEqualTo("0 0");
        assertThat(bench.said).containsExactly("a ignored 0", "finish ignored 0 a");
        assertThatThrownBy(call::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void canBeCancelledWhenThereIsNoInstance() {
        bench.services.set("orders");
        Call call = begin();

        call.cancel();
        call.cancel();

        assertThat(bench.said).containsExactly("finish ignored 0 ");
        assertThatThrownBy(call::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void canBeCancelledWhileItWaits() {
        bench.behave("a=ok b=ok");
        Call call = begin();
        call.conclude(call.next(), UNAVAILABLE);

        call.cancel();

        assertThat(bench.said).containsExactly("a 503 0", "finish 503 0 a");
        assertThatThrownBy(call::next).isInstanceOf(IllegalStateException.class);
        assertThat(bench.inFlight()).isEqualTo("0 0");
    }

    @Test
    void canBeCancelledInALaterAttempt() {
        bench.behave("a=ok b=ok");
        Call call = begin();
        call.conclude(call.next(), REFUSED);
        call.next();

        call.cancel();

        assertThat(bench.said).containsExactly("a refused 0", "b ignored 0", "finish ignored 0 a b");
        assertThat(bench.inFlight()).isEqualTo("0 0");
    }

    @Test
    void mayBeCancelledByWhoeverIsToldOfTheFailedAttempt() {
        bench.behave("a=ok b=ok");
        bench.listeners.add(new CallListener() {
            @Override
            public void onAttempt(Call call, Instance instance, Outcome outcome, long nanos) {
                call.cancel();
            }
        });
        Call call = begin();

        assertThat(call.conclude(call.next(), REFUSED)).isEqualTo(Verdict.DONE);

        assertThat(bench.said).containsExactly("a refused 0", "finish refused 0 a");
    }

    @Test
    void findsAnInstanceThatCameAfterItBegan() {
        bench.services.set("orders");
        Call call = begin();
        bench.services.set("orders", "a");
        bench.time.advance(Duration.ofSeconds(1));

        assertThat(call.next().instance().key().id()).isEqualTo("a");
    }

    @Test
    void isOverWhenThereIsNoInstance() {
        bench.services.set("orders");
        Call call = begin();

        assertThatThrownBy(call::next).isInstanceOf(NoInstanceException.class);

        assertThatThrownBy(call::next).isInstanceOf(IllegalStateException.class);
        assertThat(bench.said).containsExactly("none", "finish ignored 0 ");
    }

    @Test
    void isOverWhenItsTimeIs() {
        bench.behave("a=ok b=ok");
        Call call = begin();
        call.conclude(call.next(), UNAVAILABLE);
        bench.time.advance(Duration.ofSeconds(5));

        assertThat(call.remaining()).isZero();
        assertThatThrownBy(call::next)
                .isInstanceOf(CallTimeoutException.class)
                .hasMessage("Call to service 'orders' must end within 5000 ms (total-timeout), which are over after 1"
                        + " attempt");
        assertThat(bench.said).last().isEqualTo("finish 503 5000 a");
    }

    @Test
    void tellsWhomItTriedAtEveryMoment() {
        bench.behave("a=ok b=ok");
        Call call = begin();
        assertThat(ids(call.tried())).isEqualTo("a");
        Attempt first = call.next();
        call.conclude(first, REFUSED);
        assertThat(ids(call.tried())).isEqualTo("a");
        call.conclude(call.next(), Outcome.SUCCESS);

        assertThat(ids(call.tried())).isEqualTo("a b");
        assertThat(first.instance().key().id()).isEqualTo("a");
    }

    @Test
    void anAttemptIsNoOthersCallToConclude() {
        bench.behave("a=ok b=ok");
        Call one = begin();
        Call other = begin();

        assertThat(one.conclude(other.next(), Outcome.SUCCESS)).isEqualTo(Verdict.DONE);

        assertThat(bench.inFlight()).isEqualTo("1 1");
    }

    private Call begin() {
        return bench.calls().begin("orders", request("GET"));
    }
}
