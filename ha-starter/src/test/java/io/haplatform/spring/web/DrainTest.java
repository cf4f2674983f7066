package io.haplatform.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrainTest {

    private static final DrainPolicy POLICY =
            new DrainPolicy(Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ZERO);

    private final ManualTime time = new ManualTime();
    private final RequestGate gate = new RequestGate(time);
    private final List<String> said = new ArrayList<>();

    @Test
    void servesWhileItDrainsAndRefusesOnlyAfterwards() {
        Drain drain = drain(POLICY, true);
        drain.begin("shutdown");

        assertThat(gate.enter()).isTrue();
        assertThat(gate.state()).isEqualTo(RequestGate.State.DRAINING);
        gate.leave();
        drain.await();

        assertThat(gate.enter()).isFalse();
    }

    @Test
    void takesPropagationAndNoLongerWhenNobodyCalls() {
        time.advance(Duration.ofMinutes(1));

        assertThat(drainMillis(drain(POLICY, true))).isEqualTo(1_000);
    }

    @Test
    void waitsUntilNoNewRequestHasComeForTheQuietTime() {
        Drain drain = drain(POLICY, true);
        every(Duration.ofMillis(100), Duration.ofMillis(2_500), this::request);

        assertThat(drainMillis(drain)).isEqualTo(2_500 + 300);
    }

    @Test
    void waitsForRequestsInFlight() {
        Drain drain = drain(POLICY, true);
        gate.enter();
        at(Duration.ofSeconds(7), gate::leave);

        assertThat(drainMillis(drain)).isEqualTo(7_000);
        assertThat(gate.inFlight()).isZero();
    }

    @Test
    void doesNotWaitForARequestThatNeverEnds() {
        Drain drain = drain(POLICY, true);
        gate.enter();

        assertThat(drainMillis(drain)).isEqualTo(1_000 + 20_000);
        assertThat(gate.state()).isEqualTo(RequestGate.State.CLOSED);
    }

    @Test
    void doesNotWaitForeverForCallersThatNeverLearn() {
        Drain drain = drain(POLICY, true);
        every(Duration.ofMillis(100), Duration.ofHours(1), this::request);

        assertThat(drainMillis(drain)).isEqualTo(1_000 + 20_000);
    }

    @Test
    void givesCallersThatProbeTheirGrace() {
        DrainPolicy graceful = new DrainPolicy(
                Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ofSeconds(5));

        assertThat(drainMillis(drain(graceful, true))).isEqualTo(5_000);
    }

    @Test
    void needsNoPropagationWhenTheRegistryNeverToldOfIt() {
        time.advance(Duration.ofMinutes(1));

        assertThat(drainMillis(drain(POLICY, false))).isZero();
    }

    @Test
    void countsTheTimeSinceAnOperatorBeganIt() {
        Drain drain = drain(POLICY, true);
        drain.begin("drained by an operator");
        time.advance(Duration.ofMinutes(1));

        assertThat(drainMillis(drain)).isZero();
        assertThat(said).containsExactly("drain: drained by an operator");
    }

    @Test
    void canBeTakenBackUntilTheApplicationStops() {
        Drain drain = drain(POLICY, true);
        drain.begin("drained by an operator");
        drain.resume();
        assertThat(drain.isDraining()).isFalse();
        assertThat(gate.state()).isEqualTo(RequestGate.State.OPEN);

        drain.begin("shutdown");
        drain.await();
        drain.resume();

        assertThat(drain.isDraining()).isTrue();
        assertThat(gate.state()).isEqualTo(RequestGate.State.CLOSED);
        assertThat(said).containsExactly("drain: drained by an operator", "resume", "drain: shutdown");
    }

    private Drain drain(DrainPolicy policy, boolean published) {
        Drain drain = new Drain(gate, policy, time, () -> published);
        drain.addListener(new Drain.Listener() {
            @Override
            public void onDrain(String reason) {
                said.add("drain: " + reason);
            }

            @Override
            public void onResume() {
                said.add("resume");
            }
        });
        return drain;
    }

    private long drainMillis(Drain drain) {
        long from = time.nanos();
        drain.begin("shutdown");
        drain.await();
        return Duration.ofNanos(time.nanos() - from).toMillis();
    }

    private void request() {
        if (gate.enter()) {
            gate.leave();
        }
    }

    private void at(Duration delay, Runnable task) {
        Cancellable unused = time.serial("test").schedule(delay, task);
    }

    private void every(Duration interval, Duration until, Runnable task) {
        for (Duration at = interval; at.compareTo(until) <= 0; at = at.plus(interval)) {
            at(at, task);
        }
    }
}
