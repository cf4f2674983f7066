package io.haplatform.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MinuteRateTest {

    private final ManualTime time = new ManualTime();
    private final MinuteRate rate = new MinuteRate(time);

    @Test
    void isTheMeanOfTheLastMinute() {
        for (int second = 0; second < 60; second++) {
            rate.mark(3);
            time.advance(Duration.ofSeconds(1));
        }

        assertThat(rate.perSecond()).isEqualTo(3.0);
    }

    @Test
    void forgetsWhatIsOlderThanAMinute() {
        rate.mark(600);
        time.advance(Duration.ofSeconds(60));
        assertThat(rate.perSecond()).isEqualTo(10.0);

        time.advance(Duration.ofSeconds(1));
        assertThat(rate.perSecond()).isZero();
    }

    @Test
    void leavesTheCurrentSecondOutUntilItIsFull() {
        rate.mark(60);
        assertThat(rate.perSecond()).isZero();

        time.advance(Duration.ofSeconds(1));
        assertThat(rate.perSecond()).isEqualTo(1.0);
    }

    @Test
    void countsAgainAfterALongSilence() {
        rate.mark(60);
        time.advance(Duration.ofHours(5));
        rate.mark(60);
        time.advance(Duration.ofSeconds(1));

        assertThat(rate.perSecond()).isEqualTo(1.0);
    }
}
