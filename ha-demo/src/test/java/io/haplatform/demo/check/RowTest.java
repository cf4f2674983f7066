package io.haplatform.demo.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A fault at 1,000 ms on port 8082; gone until 5,000 ms, ready again at 7,000 ms, the step ends at 9,000 ms. */
class RowTest {

    private static final Instance LOST = new Instance("orders-2", 8082);
    private static final CheckStep STEP = new CheckStep() {
        @Override
        public String name() {
            return "lost";
        }

        @Override
        public Target target() {
            return new Target(Duration.ofMillis(300), Duration.ofSeconds(1));
        }

        @Override
        public Observation run(Scene scene) {
            throw new AssertionError("a row is made of what was seen, and runs nothing");
        }
    };

    @Test
    void countsTheRequestsFromTheFaultToTheEndOfTheStep() {
        Row row = row(
                request(999, 1001, 8081),
                request(1000, 1010, 8081),
                request(8999, 9500, 8081),
                request(9000, 9001, 8081));

        assertThat(row.requests()).isEqualTo(2);
    }

    @Test
    void takesTheStartForTheTimeOfAFirstPickAndTheEndForALaterOne() {
        assertThat(row(request(1040, 1900, 8082, 8081)).callers()).isEqualTo(Duration.ofMillis(40));
        assertThat(row(request(1040, 1900, 8081, 8082)).callers()).isEqualTo(Duration.ofMillis(900));
    }

    @Test
    void asksForTheLastPickOfTheLostInstance() {
        Row row = row(request(1500, 1510, 8082, 8081), request(1020, 1030, 8082, 8083), request(3000, 3010, 8083));

        assertThat(row.callers()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void doesNotBlameWhoPicksTheInstanceAfterItsReturn() {
        assertThat(row(request(7100, 7110, 8082)).callers()).isZero();
    }

    @Test
    void measuresUseFromReadyToTheFirstAnswerOfTheNewProcess() {
        assertThat(row(served(1001, 1002), served(7080, 7090), served(7200, 7210))
                        .usedAgain())
                .isEqualTo(Duration.ofMillis(90));
    }

    @Test
    void passesWhenEveryoneNoticedWithinFiveTimesTheTarget() {
        assertThat(row(request(2500, 2501, 8082, 8081), served(7000, 7001)).objections())
                .isEmpty();
    }

    @Test
    void objectsToAFailedRequest() {
        Exchange failed = new Exchange(millis(1100), millis(1200), null, List.of(), "503");

        assertThat(row(failed, served(7000, 7001)).objections())
                .containsExactly("orders-2 lost: 1 of 2 requests failed, none may");
    }

    @Test
    void saysWhenARequestFailedHowLongItTookAndWhy() {
        Exchange failed = new Exchange(millis(1100), millis(4112), null, List.of(), "503");

        assertThat(row(failed, failed, failed).describeFailures(2))
                .hasSize(2)
                .first()
                .isEqualTo("  orders-2 lost, after 100 ms, in 3.01 s: 503");
    }

    @Test
    void objectsToCallersWhoNoticeTooLate() {
        assertThat(row(request(2501, 2502, 8082, 8081), served(7000, 7001)).objections())
                .containsExactly("orders-2 lost: callers must notice within 1.50 s but took 1.50 s");
        assertThat(row(request(4000, 4002, 8082, 8081), served(7000, 7001)).objections())
                .containsExactly("orders-2 lost: callers must notice within 1.50 s but took 3.00 s");
    }

    @Test
    void objectsToAnAdminThatNeverNotices() {
        Row row = Row.of(
                STEP,
                new Observation(LOST, millis(1000), millis(5000), millis(7000), Optional.empty()),
                List.of(served(7000, 7001)),
                0,
                millis(9000));

        assertThat(row.objections()).containsExactly("orders-2 lost: admin must notice within 5.00 s but took never");
    }

    @Test
    void objectsToAnInstanceThatNeverServesAgain() {
        assertThat(row(request(7100, 7101, 8081)).objections())
                .containsExactly("orders-2 lost: it must serve again after its return but did not");
    }

    @Test
    void objectsToSilence() {
        assertThat(Row.quiet(List.of(), 200, 0, millis(1000)).objections())
                .containsExactly("none: no request was sent");
    }

    @Test
    void objectsToTrafficThatIsLessThanFourFifthsOfWhatWasPromised() {
        List<Exchange> four =
                List.of(request(0, 1, 8081), request(100, 101, 8081), request(200, 201, 8081), request(300, 301, 8081));

        assertThat(Row.quiet(four, 5, 0, millis(1000)).objections()).isEmpty();
        assertThat(Row.quiet(four, 5, 0, millis(1200)).objections())
                .containsExactly("none: only 4 of 6 requests were sent: too few to show that none fails");
    }

    @Test
    void objectsToTrafficThatStalledDuringAFault() {
        Observation seen =
                new Observation(LOST, millis(1000), millis(5000), millis(7000), Optional.of(Duration.ofMillis(20)));
        Row row = Row.of(STEP, seen, List.of(request(1100, 1101, 8081), served(7000, 7001)), 1, millis(9000));

        assertThat(row.objections())
                .containsExactly("orders-2 lost: only 2 of 8 requests were sent: too few to show that none fails");
    }

    @Test
    void asksNobodyToNoticeAFaultThatLosesNoInstance() {
        Row row = storeRow(Optional.of(Duration.ofMillis(900)), request(1100, 1101, 8082), request(7100, 7101, 8082));

        assertThat(row.fault()).isEqualTo("emptied");
        assertThat(row.callers()).isNull();
        assertThat(row.admin()).isEqualTo(Duration.ofMillis(900));
        assertThat(row.objections()).isEmpty();
    }

    @Test
    void objectsToInstancesThatDoNotRegisterAgain() {
        assertThat(storeRow(Optional.empty(), request(1100, 1101, 8082)).objections())
                .containsExactly("emptied: admin must notice within 25.0 s but took never");
    }

    private static Row storeRow(Optional<Duration> back, Exchange... exchanges) {
        CheckStep step = new CheckStep() {
            @Override
            public String name() {
                return "emptied";
            }

            @Override
            public Target target() {
                return new Target(null, Duration.ofSeconds(5));
            }

            @Override
            public Observation run(Scene scene) {
                throw new AssertionError("a row is made of what was seen, and runs nothing");
            }
        };
        Observation seen = new Observation(null, millis(1000), millis(7000), millis(7000), back);
        return Row.of(step, seen, List.of(exchanges), 0, millis(9000));
    }

    private static Row row(Exchange... exchanges) {
        Observation seen =
                new Observation(LOST, millis(1000), millis(5000), millis(7000), Optional.of(Duration.ofMillis(20)));
        return Row.of(STEP, seen, List.of(exchanges), 0, millis(9000));
    }

    private static Exchange request(long start, long end, Integer... tried) {
        return exchange(start, end, "another", tried);
    }

    private static Exchange served(long start, long end) {
        return exchange(start, end, "orders-2", 8082);
    }

    private static Exchange exchange(long start, long end, @Nullable String servedBy, Integer... tried) {
        return new Exchange(millis(start), millis(end), servedBy, Arrays.asList(tried), null);
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
