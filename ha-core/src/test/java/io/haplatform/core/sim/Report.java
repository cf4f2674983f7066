package io.haplatform.core.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The figures that are checked in: a line for each run, for tests; and medians over the seeds, for readers.
 *
 * @param runs by scenario, algorithm and seed
 */
record Report(List<Figures> runs) {

    static final Path FIGURES = Path.of("src", "test", "resources", "sim", "report.csv");
    static final Path PAGE = Path.of("src", "test", "resources", "sim", "report.md");

    static final List<String> ALGORITHMS = List.of(
            Oracle.NAME,
            "ADAPTIVE",
            "LEAST_RESPONSE_TIME",
            "LEAST_CONNECTIONS",
            "ROUND_ROBIN",
            "WEIGHTED_ROUND_ROBIN",
            "RANDOM",
            "CONSISTENT_HASH",
            "IP_HASH",
            "URL_HASH");

    private static final String HOW = "mvn -pl ha-core test -Dtest=SimulationTest -Dha.simulation.write=true";

    /** What is checked in; empty where nothing is. */
    static Report read() {
        try {
            return new Report(
                    Files.exists(FIGURES)
                            ? Files.readAllLines(FIGURES).stream()
                                    .skip(1)
                                    .map(Figures::of)
                                    .toList()
                            : List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The runs of one algorithm in one scenario, by seed. */
    List<Figures> of(String scenario, String algorithm) {
        return runs.stream()
                .filter(run ->
                        run.scenario().equals(scenario) && run.algorithm().equals(algorithm))
                .toList();
    }

    /** The middle one of what the seeds come to. */
    double median(String scenario, String algorithm, ToDoubleFunction<Figures> figure) {
        double[] sorted =
                of(scenario, algorithm).stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    String lines() {
        StringBuilder lines = new StringBuilder(Figures.COLUMNS + "\n");
        runs.forEach(run -> lines.append(run.line()).append('\n'));
        return lines.toString();
    }

    String page() {
        StringBuilder page = new StringBuilder("<!-- generated: " + HOW + " -->\n\n"
                + "# The algorithms in the simulator\n\n"
                + "Ten callers with a balancer each call twenty servers, at random moments and whether or not they are"
                + " answered; the work of a call is lognormal (sigma 0.5). Retries, retry budget, suspicion and probes"
                + " are production's, with their defaults: an attempt has 3 s, a call 5 s. There is no ejection yet."
                + " `ORACLE` knows the queue of each server: no algorithm of a caller can be better.\n\n"
                + "Each figure is the median of five seeds. Response times are of the calls that were answered; wasted"
                + " are attempts that failed, per hundred calls; load is of the busiest server, in attempts, by the"
                + " mean.\n");
        for (Scenario scenario : Scenarios.ALL) {
            page.append(section(scenario));
        }
        return page.toString();
    }

    private String section(Scenario scenario) {
        Shape shape = scenario.shape();
        StringBuilder section = new StringBuilder("\n## " + scenario.name() + "\n" + scenario.story() + "\n"
                + String.format(
                        Locale.ROOT,
                        "%d callers, %d servers of %d workers, %d ms, %.0f calls a second for %d s.\n\n",
                        shape.callers(),
                        shape.servers(),
                        shape.workers(),
                        shape.meanMillis(),
                        shape.callsPerSecond(),
                        shape.seconds())
                + "| | p50 ms | p99 ms | of the oracle's | p99.9 ms | lost % | wasted % | load |\n"
                + "| --- | --: | --: | --: | --: | --: | --: | --: |\n");
        for (String algorithm : ALGORITHMS) {
            section.append(row(scenario.name(), algorithm));
        }
        return section.toString();
    }

    private String row(String scenario, String algorithm) {
        List<String> cells = new ArrayList<>(List.of("`" + algorithm + "`"));
        cells.add(millis(scenario, algorithm, Figures::p50));
        cells.add(millis(scenario, algorithm, Figures::p99));
        cells.add(String.format(
                Locale.ROOT,
                "%.2f",
                median(scenario, algorithm, Figures::p99) / median(scenario, Oracle.NAME, Figures::p99)));
        cells.add(millis(scenario, algorithm, Figures::p999));
        cells.add(String.format(Locale.ROOT, "%.3f", median(scenario, algorithm, Figures::lostPercent)));
        cells.add(String.format(Locale.ROOT, "%.2f", median(scenario, algorithm, Figures::wastedPercent)));
        cells.add(String.format(Locale.ROOT, "%.2f", median(scenario, algorithm, Figures::loadPerMille) / 1000));
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private String millis(String scenario, String algorithm, ToDoubleFunction<Figures> micros) {
        return String.format(Locale.ROOT, "%.1f", median(scenario, algorithm, micros) / 1000);
    }
}
