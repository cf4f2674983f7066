package io.haplatform.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {

    private static final List<String> ORIGIN = List.of("2026-02-03", "abc123-dirty", "2 x CPU");
    private static final List<String> FILE = List.of(
            "# Measured",
            "",
            "| id | ours | peer | target | | runs, spread | date | commit | machine |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            "| B1 | 4ns | - | 10ns | met | 3 runs | 2026-01-01 | aaa | old |",
            "| R3 | 9ms | - | 150ms | met | 5 runs | 2026-01-01 | aaa | old |",
            "",
            "after");

    @Test
    void replacesTheRowsThatWereMeasuredAndKeepsTheRest() {
        List<String> merged = Results.merged(
                FILE, List.of("something else", "R3 ours=8ms peer=x:1s target=150ms short runs=2 ms=7..8"), ORIGIN);

        assertThat(merged)
                .containsExactly(
                        "# Measured",
                        "",
                        "| id | ours | peer | target | | runs, spread | date | commit | machine |",
                        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
                        "| B1 | 4ns | - | 10ns | met | 3 runs | 2026-01-01 | aaa | old |",
                        "| R3 | 8ms | x:1s | 150ms | short | runs=2 ms=7..8 | 2026-02-03 | abc123-dirty | 2 x CPU |",
                        "",
                        "after");
    }

    @Test
    void putsNewRowsWhereTheyBelong() {
        List<String> merged = Results.merged(
                FILE,
                List.of(
                        "R3.callers ours=5ms peer=- target=150ms met",
                        "R10 ours=2s peer=- target=2s met",
                        "B4.least-connections.10 ours=9ns peer=- target=30ns met",
                        "B12 ours=1 peer=- target=1 met"),
                ORIGIN);

        assertThat(merged.stream()
                        .filter(line -> line.matches("\\| [BR]\\d.*"))
                        .map(line -> line.replaceAll("^\\| (\\S+) .*", "$1")))
                .containsExactly("B1", "B4.least-connections.10", "B12", "R3", "R3.callers", "R10");
    }
}
