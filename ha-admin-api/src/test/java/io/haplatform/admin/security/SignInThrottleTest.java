package io.haplatform.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignInThrottleTest {

    private final ManualTime time = new ManualTime();
    private final SignInThrottle throttle = new SignInThrottle(time);

    @Test
    void letsAnAddressTryAgainWhenItsMinuteIsOver() {
        fail(SignInThrottle.ALLOWED, "10.0.0.9");
        time.advance(Duration.ofSeconds(20));

        assertThat(throttle.begin("10.0.0.9")).isEqualTo(Duration.ofSeconds(40));
        assertThat(throttle.begin("10.0.0.10")).as("another address").isZero();

        time.advance(Duration.ofSeconds(40));
        assertThat(throttle.begin("10.0.0.9")).isZero();
    }

    @Test
    void forgivesMistakesThatAreFarBetween() {
        fail(SignInThrottle.ALLOWED - 1, "10.0.0.9");
        time.advance(Duration.ofMinutes(1));
        fail(1, "10.0.0.9");

        assertThat(throttle.begin("10.0.0.9")).isZero();
    }

    @Test
    void countsAnAttemptBeforeItsOutcomeIsKnown() {
        // as many at once as a server has threads, and none has been answered yet
        int begun = 0;
        for (int i = 0; i < 200; i++) {
            begun += throttle.begin("10.0.0.9").isZero() ? 1 : 0;
        }

        assertThat(begun).isEqualTo(SignInThrottle.ALLOWED);
    }

    @Test
    void neverSlowsWhoSucceeds() {
        fail(SignInThrottle.ALLOWED - 1, "10.0.0.9");
        for (int i = 0; i < 200; i++) {
            assertThat(throttle.begin("10.0.0.9")).isZero();
            throttle.succeeded("10.0.0.9");
        }

        fail(1, "10.0.0.9");
        assertThat(throttle.begin("10.0.0.9")).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void takesAllAddressesOfOneIpv6NetworkForOne() {
        for (int i = 0; i < SignInThrottle.ALLOWED; i++) {
            fail(1, "2001:db8:7:1:0:0:0:" + Integer.toHexString(i + 1));
        }

        assertThat(throttle.begin("2001:db8:7:1::f00d")).isPositive();
        assertThat(throttle.begin("2001:db8:7:2::f00d")).as("another network").isZero();
    }

    @ParameterizedTest(name = "{0} is of {1}")
    @CsvSource({
        "10.0.0.9,                     10.0.0.9",
        "::ffff:10.0.0.9,              10.0.0.9",
        "0:0:0:0:0:0:0:1,              0:0:0:0",
        "::1,                          0:0:0:0",
        "2001:DB8:0007:0001:a:b:c:d,   2001:db8:7:1",
        "2001:db8::a:b:c:d:e,          2001:db8:0:a",
        "2001:db8::1,                  2001:db8:0:0",
        "fe80::1:2:3:4%eth0,           fe80:0:0:0",
        "unknown,                      unknown",
        ":,                            0:0:0:0"
    })
    void knowsTheNetworkOfAnAddress(String address, String network) {
        assertThat(SignInThrottle.network(address)).isEqualTo(network);
    }

    private void fail(int times, String address) {
        for (int i = 0; i < times; i++) {
            throttle.begin(address);
        }
    }
}
