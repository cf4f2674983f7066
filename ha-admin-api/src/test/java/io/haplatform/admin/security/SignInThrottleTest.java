package io.haplatform.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignInThrottleTest {

    private final ManualTime time = new ManualTime();
    private final SignInThrottle throttle = new SignInThrottle(time);

    @Test
    void letsAnAddressTryAgainWhenItsMinuteIsOver() {
        fail(SignInThrottle.ALLOWED);
        time.advance(Duration.ofSeconds(20));

        assertThat(throttle.mustWait("10.0.0.9")).isEqualTo(Duration.ofSeconds(40));
        assertThat(throttle.mustWait("10.0.0.10")).as("another address").isZero();

        time.advance(Duration.ofSeconds(40));
        assertThat(throttle.mustWait("10.0.0.9")).isZero();
    }

    @Test
    void forgivesMistakesThatAreFarBetween() {
        fail(SignInThrottle.ALLOWED - 1);
        time.advance(Duration.ofMinutes(1));
        fail(1);

        assertThat(throttle.mustWait("10.0.0.9")).isZero();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            throttle.failed("10.0.0.9");
        }
    }
}
