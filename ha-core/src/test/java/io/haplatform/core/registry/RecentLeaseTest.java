package io.haplatform.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentLeaseTest {

    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration STRETCHED = Duration.ofSeconds(30);

    private final ManualTime time = new ManualTime();
    private final RecentLease lease = new RecentLease(time);

    @Test
    void isTheUsualOneBeforeOneWasGranted() {
        assertThat(lease.get()).isEqualTo(LeasePolicy.DEFAULT.leaseDuration());

        lease.granted(SHORT);
        assertThat(lease.get()).isEqualTo(SHORT);
    }

    @Test
    void isTheLongestForFiveMinutes() {
        lease.granted(STRETCHED);
        time.advance(Duration.ofMinutes(5));
        lease.granted(SHORT);
        assertThat(lease.get()).isEqualTo(STRETCHED);

        time.advance(Duration.ofMillis(1));
        lease.granted(SHORT);
        assertThat(lease.get()).isEqualTo(SHORT);
    }

    @Test
    void countsTheMinutesFromWhenItWasLastGranted() {
        lease.granted(STRETCHED);
        time.advance(Duration.ofMinutes(4));
        lease.granted(STRETCHED);
        time.advance(Duration.ofMinutes(4));
        lease.granted(SHORT);

        assertThat(lease.get()).isEqualTo(STRETCHED);
    }
}
