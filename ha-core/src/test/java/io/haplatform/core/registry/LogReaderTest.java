package io.haplatform.core.registry;

import static io.haplatform.core.registry.ScriptedRegistry.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A log whose connection was lost, and that has been opened again. */
class LogReaderTest {

    private final ManualTime time = new ManualTime();
    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final LogReader reader = new LogReader(registry, time.serial("test"), new SilentFollower());

    @BeforeEach
    void openedAgain() {
        reader.open(at(1));
        complains();
        reader.open(at(1));
    }

    @Test
    void canBeReadOnceNobodyHasComplainedForTwoSeconds() {
        time.advance(Duration.ofMillis(1_999));
        assertThat(reader.isAway()).isTrue();

        time.advance(Duration.ofMillis(1));
        assertThat(reader.isAway()).isFalse();
    }

    @Test
    void isAwayAfterAComplaintUntilItIsSaidToBeBack() {
        time.advance(Duration.ofSeconds(1));
        complains();
        time.advance(Duration.ofSeconds(10));
        assertThat(reader.isAway()).isTrue();

        registry.follower().onAvailability(true, "");
        time.run();
        assertThat(reader.isAway()).isFalse();
    }

    @Test
    void eachOpeningHasItsOwnTwoSeconds() {
        time.advance(Duration.ofSeconds(1));
        reader.open(at(1));
        time.advance(Duration.ofMillis(1_999));

        assertThat(reader.isAway()).isTrue();
    }

    private void complains() {
        registry.follower().onAvailability(false, "connection reset");
        time.run();
    }
}
