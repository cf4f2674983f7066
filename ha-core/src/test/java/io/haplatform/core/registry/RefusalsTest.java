package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.key;
import static io.haplatform.core.registry.ScriptedRegistry.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.time.ManualTime;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static final InstanceKey A = key("orders", "a");

    private final ManualTime time = new ManualTime();
    private final SerialExecutor serial = time.serial("test");
    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final Refusals refusals = new Refusals(
            registry,
            serial,
            new Requests(serial, Duration.ofSeconds(1)),
            new Terms(LeasePolicy.DEFAULT, time, new SplittableRandom(1)),
            "caller-1");

    @Test
    void takesBackWhatWasPublished() {
        publish(A);
        refusals.takeBack(A);
        time.run();

        assertThat(next(registry.changes).question()).isInstanceOf(Change.Observe.class);
        assertThat(next(registry.changes).question()).isEqualTo(new Change.Unobserve(A, "caller-1"));
        assertThat(refusals.accused()).isEmpty();
    }

    @Test
    void hasNothingToTakeBackOfWhomItNeverAccused() {
        refusals.takeBack(A);
        time.run();

        assertThat(registry.changes).isEmpty();
    }

    @Test
    void whatHasExpiredIsNoAccusationAnyMore() {
        publish(A);
        time.advance(Refusals.HOLDS);
        publish(key("orders", "b"));

        assertThat(refusals.accused()).containsExactly(key("orders", "b"));
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

    private void publish(InstanceKey key) {
        refusals.publish(key, "first", "connection refused");
        time.run();
    }
}
