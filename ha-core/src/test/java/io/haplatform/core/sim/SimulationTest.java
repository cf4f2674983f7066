package io.haplatform.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What the simulator says is what is checked in. Each build runs the first of five seeds, and of each scenario another
 * third of the algorithms; {@code -Dha.test.simulation=all} runs everything. When behaviour has changed on purpose, {@code -Dha.simulation.write=true}
 * writes the figures anew, for the change to be read in the diff.
 */
class SimulationTest {

    private static final int SEEDS = 5;
    private static final int PARTS = 3;

    @BeforeAll
    static void write() throws IOException {
        if (Boolean.getBoolean("ha.simulation.write")) {
            Report report = new Report(Scenarios.ALL.stream()
                    .flatMap(scenario -> runs(scenario, Report.ALGORITHMS, SEEDS))
                    .toList());
            Files.createDirectories(Report.FIGURES.getParent());
            Files.writeString(Report.FIGURES, report.lines());
            Files.writeString(Report.PAGE, report.page());
        }
    }

    @ParameterizedTest
    @FieldSource("io.haplatform.core.sim.Scenarios#ALL")
    void theFiguresAreThoseOfTheReport(Scenario scenario) {
        boolean all = "all".equals(System.getProperty("ha.test.simulation"));
        int seeds = all ? SEEDS : 1;
        int part = Scenarios.ALL.indexOf(scenario) % PARTS;
        List<String> algorithms = Report.ALGORITHMS.stream()
                .filter(name -> all || Report.ALGORITHMS.indexOf(name) % PARTS == part)
                .toList();

        assertThat(text(runs(scenario, algorithms, seeds)))
                .as("%s; written anew by -Dha.simulation.write=true", Report.FIGURES)
                .isEqualTo(text(Report.read().runs().stream()
                        .filter(run -> run.scenario().equals(scenario.name())
                                && algorithms.contains(run.algorithm())
                                && run.seed() <= seeds)));
    }

    @Test
    void thePageSaysWhatTheFiguresSay() throws IOException {
        assertThat(Files.readString(Report.PAGE))
                .as("%s; written anew by -Dha.simulation.write=true", Report.PAGE)
                .isEqualTo(Report.read().page());
    }

    @Test
    void nothingIsInTheReportThatIsNotRun() {
        assertThat(Report.read().runs()).hasSize(Scenarios.ALL.size() * Report.ALGORITHMS.size() * SEEDS);
    }

    private static Stream<Figures> runs(Scenario scenario, List<String> algorithms, int seeds) {
        return algorithms.stream().flatMap(algorithm -> IntStream.rangeClosed(1, seeds)
                .mapToObj(seed -> Simulation.run(scenario, algorithm, seed)));
    }

    private static List<String> text(Stream<Figures> runs) {
        return runs.map(Figures::line).collect(Collectors.toList());
    }
}
