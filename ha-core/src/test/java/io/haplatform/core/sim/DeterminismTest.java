package io.haplatform.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeterminismTest {

    @ParameterizedTest
    @ValueSource(strings = {"ADAPTIVE", "LEAST_RESPONSE_TIME", "CONSISTENT_HASH", "RANDOM"})
    void theSameSeedIsTheSameHistoryToTheLastEvent(String algorithm) {
        Scenario eventful = Scenarios.named("crash");
        Figures first = Simulation.run(eventful, algorithm, 42);

        assertThat(Simulation.run(eventful, algorithm, 42)).isEqualTo(first);
        assertThat(Simulation.run(eventful, algorithm, 43).hash()).isNotEqualTo(first.hash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADAPTIVE", "ROUND_ROBIN", "ORACLE"})
    void theSameSeedGivesEachAlgorithmTheSameCalls(String algorithm) {
        Scenario quiet = Scenarios.named("identical");

        assertThat(Simulation.run(quiet, algorithm, 1).calls())
                .isEqualTo(Simulation.run(quiet, "RANDOM", 1).calls());
    }
}
