package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.key;
import static io.haplatform.core.registry.ScriptedRegistry.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.registry.ScriptedRegistry.Asked;
import io.haplatform.core.time.ManualTime;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static final InstanceKey A = key("orders", "a");

    private final ManualTime time = new ManualTime();
    private final SerialExecutor serial = time.serial("test");
    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final Refusals refusals = registry.refusals(time, serial, "caller-1");

    @Test
    void takesBackWhatWasPublished() {
        publish(A);
        refusals.takeBack(A);
        time.run();

        assertThat(next(registry.changes).question()).isInstanceOf(Change.Observe.class);
        assertThat(next(registry.changes).question()).isEqualTo(new Change.Unobserve(A, "caller-1"));
    }

    @Test
    void hasNothingToTakeBackOfWhomItNeverAccused() {
        refusals.takeBack(A);
        time.run();

        assertThat(registry.changes).isEmpty();
    }

    @Test
    void accusesSoManyOfAServiceAtATime() {
        refusals.publish(A, "first", "connection refused", 1);
        refusals.publish(key("orders", "b"), "first", "connection refused", 1);
        refusals.publish(key("billing", "c"), "first", "connection refused", 1);
        refusals.publish(A, "first", "connection refused", 1);
        time.run();

        assertThat(accused()).containsExactly(A, key("billing", "c"), A);
    }

    @Test
    void whatHasExpiredIsNoAccusationAnyMore() {
        publishOne(A);
        time.advance(Refusals.HOLDS);
        publishOne(key("orders", "b"));

        assertThat(accused()).containsExactly(A, key("orders", "b"));
    }

    @Test
    void norIsWhatWasTakenBack() {
        publishOne(A);
        refusals.takeBack(A);
        registry.changes.clear();
        publishOne(key("orders", "b"));

        assertThat(accused()).contains(key("orders", "b"));
    }

    @Test
    void norIsWhatCouldNotBeStored() {
        publishOne(A);
        next(registry.changes).fail("away");
        time.run();
        publishOne(key("orders", "b"));

        assertThat(accused()).containsExactly(key("orders", "b"));
    }

    @Test
    void whatWasStoredBeforeAFailureIsOneStill() {
        publishOne(A);
        time.advance(Duration.ofMillis(500));
        registry.changes.clear();
        publishOne(A);
        next(registry.changes).fail("away");
        time.run();
        publishOne(key("orders", "b"));

        assertThat(accused()).isEmpty();
    }

    @Test
    void whatWasPerhapsStoredCanBeTakenBack() {
        publishOne(A);
        next(registry.changes).fail("no answer");
        refusals.takeBack(A);
        time.run();

        assertThat(next(registry.changes).question()).isEqualTo(new Change.Unobserve(A, "caller-1"));
    }

    @Test
    void aProofForTheSweepLeavesRoomForWhatCallersMet() {
        publish(A);
        publishOne(key("orders", "b"));
        publish(key("orders", "b"));
        publishOne(key("orders", "c"));

        assertThat(accused()).containsExactly(A, key("orders", "b"), key("orders", "b"));
    }

    @Test
    void dropsWhatComesWhileFiftyAreUnderWay() {
        for (int i = 0; i < 60; i++) {
            publish(key("orders", "n" + i));
        }
        assertThat(registry.changes).hasSize(50);

        next(registry.changes).fail("away");
        time.run();
        publish(A);
        assertThat(registry.changes).hasSize(50);
    }

    @Test
    void goesOnAfterRequestsThatNobodyAnswers() {
        for (int i = 0; i < 60; i++) {
            publish(key("orders", "n" + i));
        }
        registry.changes.clear();

        time.advance(Duration.ofSeconds(2));
        publish(A);

        assertThat(registry.changes).hasSize(1);
    }

    private List<InstanceKey> accused() {
        return registry.changes.stream()
                .map(Asked::question)
                .filter(Change.Observe.class::isInstance)
                .map(Change::key)
                .toList();
    }

    /** Where one of a service may be accused at a time. */
    private void publishOne(InstanceKey key) {
        refusals.publish(key, "first", "connection refused", 1);
        time.run();
    }

    private void publish(InstanceKey key) {
        refusals.publish(key, "first", "connection refused");
        time.run();
    }
}
