package io.haplatform.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes measured rows from standard input into the table of {@code benchmarks/RESULTS.md}; other rows stay. */
public final class Results {

    private static final Pattern ROW = Pattern.compile(
            "([A-Z]\\d+(?:\\.[a-z0-9-]+)?) ours=(\\S+) peer=(\\S+) target=(\\S+) (met|short)(?: (.*))?");
    private static final String HEADER = "| id | ours | peer | target | | runs, spread | date | commit |";

    private Results() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(System.getProperty("ha.root", "."), "benchmarks");
        Path file = directory.resolve("RESULTS.md");
        String commit = commit(directory);
        List<String> before = new ArrayList<>();
        Map<String, String> rows = new TreeMap<>(Comparator.comparing((String id) -> id.charAt(0))
                .thenComparing(Results::number)
                .thenComparing(id -> id));
        List<String> after = new ArrayList<>();
        List<String> part = before;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("| id |") || line.startsWith("| ---")) {
                part = after;
            } else if (part == after && line.startsWith("| ") && after.isEmpty()) {
                rows.put(line.substring(2, line.indexOf(' ', 2)), line);
            } else {
                part.add(line);
            }
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                String runs = row.group(6) == null ? "" : row.group(6);
                rows.put(
                        row.group(1),
                        "| "
                                + String.join(
                                        " | ",
                                        row.group(1),
                                        row.group(2),
                                        row.group(3),
                                        row.group(4),
                                        row.group(5),
                                        runs,
                                        LocalDate.now(ZoneOffset.UTC).toString(),
                                        commit)
                                + " |");
            }
        }
        List<String> lines = new ArrayList<>(before);
        lines.add(HEADER);
        lines.add("| --- | --- | --- | --- | --- | --- | --- | --- |");
        lines.addAll(rows.values());
        lines.addAll(after);
        Files.write(file, lines);
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring(1).replaceAll("\\D.*", ""));
    }

    private static String commit(Path directory) throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD")
                .directory(directory.toFile())
                .start();
        String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        return git.waitFor() == 0 ? commit : "unknown";
    }
}
