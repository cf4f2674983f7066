package io.haplatform.demo.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Lays out the result for a terminal: columns as wide as their widest cell, two blanks between. */
final class Table {

    private static final List<String> HEAD = List.of(
            "fault", "requests", "failed", "noticed by callers", "noticed by admin", "used again", "target", "verdict");

    private Table() {}

    static String of(List<Row> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        rows.forEach(row -> lines.add(cells(row)));
        int[] widths = IntStream.range(0, HEAD.size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return lines.stream().map(line -> line(line, widths)).collect(Collectors.joining("\n"));
    }

    /** Three digits are all a person reads: {@code 0 ms}, {@code 42 ms}, {@code 1.27 s}, {@code 12.7 s}. */
    static String time(@Nullable Duration time) {
        if (time == null) {
            return "never";
        }
        double seconds = time.toNanos() / 1e9;
        if (seconds < 0.9995) {
            return Math.round(seconds * 1000) + " ms";
        }
        return String.format(Locale.ROOT, seconds < 9.995 ? "%.2f s" : "%.1f s", seconds);
    }

    private static List<String> cells(Row row) {
        Target target = row.target();
        boolean lost = target != null && target.callers() != null;
        return List.of(
                row.fault(),
                Integer.toString(row.requests()),
                Integer.toString(row.failures().size()),
                lost ? time(row.callers()) : "-",
                target == null ? "-" : time(row.admin()),
                lost ? time(row.usedAgain()) : "-",
                target == null ? "0 failed" : (lost ? time(target.callers()) : "-") + " / " + time(target.admin()),
                row.objections().isEmpty() ? "ok" : "FAILED");
    }

    private static String line(List<String> cells, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> cells.get(column)
                        + " ".repeat(widths[column] - cells.get(column).length()))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }
}
