package io.haplatform.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the policies refuse, in which words, and how a lease stretches. */
class PolicyTest {

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void aLeaseShorterThanTwoRenewalsIsRefusedAndOneShorterThanThreeIsTight() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeasePolicy(ms(2_000), ms(3_999)))
                .withMessage("lease-duration must be at least twice renew-interval (2000ms) but is 3999ms; three times"
                        + " leaves room for one lost renewal");
        assertThat(new LeasePolicy(ms(2_000), ms(4_000)).isTight()).isTrue();
        assertThat(new LeasePolicy(ms(2_000), ms(5_999)).isTight()).isTrue();
        assertThat(LeasePolicy.DEFAULT.isTight()).isFalse();
    }

    @Test
    void aRenewIntervalOfNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeasePolicy(ms(49), ms(1_000)))
                .withMessage("renew-interval must be at least 50ms but is 49ms");
    }

    @Test
    void aLeaseLongerThanAnHourIsRefusedWhereSomebodyChoosesIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeasePolicy(ms(2_000), ms(3_600_001)))
                .withMessage(
                        "lease-duration must be at most 1h but is 3600001ms; whoever dies stays listed for as long");
        assertThat(new LeasePolicy(ms(2_000), ms(3_600_000)).stretchedTo(8_000).leaseDuration())
                .as("a fleet may need longer ones")
                .isEqualTo(Duration.ofHours(2));
    }

    @ParameterizedTest(name = "{0} instances renew every {1} ms for {2} ms")
    @CsvSource({"0, 2000, 6000", "4000, 2000, 6000", "4001, 2000, 6001", "6000, 3000, 9000", "40000, 20000, 60000"})
    void aLargeFleetRenewsLessOften(int instances, long interval, long lease) {
        assertThat(LeasePolicy.DEFAULT.stretchedTo(instances))
                .isEqualTo(new LeasePolicy.Stretched(ms(interval), ms(lease)));
    }

    @Test
    void anyPolicyStretchesToAValidOne() {
        LeasePolicy odd = new LeasePolicy(ms(51), ms(102));

        for (int instances = 4_000; instances < 4_200; instances++) {
            assertThat(odd.stretchedTo(instances).leaseDuration()).isGreaterThanOrEqualTo(ms(102));
        }
    }

    @Test
    void aFirstLookupWaitsAtMostHalfAMinute() {
        assertThat(DirectoryPolicy.firstLookupWithin(ms(0)).firstLookupTimeout())
                .isEqualTo(ms(0));
        assertThat(DirectoryPolicy.firstLookupWithin(ms(30_000)).maxServices()).isEqualTo(10_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DirectoryPolicy.firstLookupWithin(ms(-1)))
                .withMessage("first-lookup-timeout must be between 0ms and 30s but is -1ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DirectoryPolicy.firstLookupWithin(ms(30_001)))
                .withMessage("first-lookup-timeout must be between 0ms and 30s but is 30001ms");
    }

    @Test
    void aDirectoryNeedsTimeAndRoom() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DirectoryPolicy(ms(1), ms(0), ms(1), 1))
                .withMessage("request timeout must be positive but is 0ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DirectoryPolicy(ms(1), ms(1), ms(-5), 1))
                .withMessage("retry ceiling must be positive but is -5ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DirectoryPolicy(ms(1), ms(1), ms(1), 0))
                .withMessage("number of services to follow must be at least 1 but is 0");
    }
}
