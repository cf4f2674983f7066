package io.haplatform.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SystemTimeTest {

    @Test
    void sleepsAtLeastAsLongAsItIsTold() throws Exception {
        try (SystemTime time = new SystemTime("sleeper")) {
            long start = time.nanos();
            time.sleep(Duration.ofMillis(5));
            assertThat(time.nanos() - start).isGreaterThanOrEqualTo(5_000_000);
        }
    }

    @Test
    void tellsTheDateOfTheMachine() {
        try (SystemTime time = new SystemTime("date")) {
            Instant before = Instant.now();
            assertThat(time.now()).isBetween(before, before.plusSeconds(60));
        }
    }
}
