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

/**
 * Takes measured rows from standard input into the table of {@code benchmarks/RESULTS.md}; other rows stay. Each row says
 * on which machine and from which commit it is.
 */
public final class Results {

    private static final Pattern ROW = Pattern.compile(
            "([A-Z]\\d+(?:\\.[a-z0-9-]+)*) ours=(\\S+) peer=(\\S+) target=(\\S+) (met|short)(?: (.*))?");
    private static final String HEADER = "| id | ours | peer | target | | runs, spread | date | commit | machine |";

    private Results() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("ha.root", "."));
        Path file = root.resolve("benchmarks/RESULTS.md");
        // now, before the row is measured: afterwards it would be the row's own load
        String machine = Machine.describe();
        List<String> printed = new ArrayList<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (ROW.matcher(line).matches()) {
                printed.add(line);
            }
        }
        if (printed.isEmpty()) {
            return;
        }
        String date = LocalDate.now(ZoneOffset.UTC).toString();
        Files.write(file, merged(Files.readAllLines(file), printed, List.of(date, commit(root), machine)));
    }

    /**
     * The lines of the file with the printed rows in their places.
     *
     * @param origin what stands after each new row: date, commit, machine
     */
    static List<String> merged(List<String> file, List<String> printed, List<String> origin) {
        List<String> before = new ArrayList<>();
        Map<String, String> rows = new TreeMap<>(Comparator.comparing((String id) -> id.charAt(0))
                .thenComparing(Results::number)
                .thenComparing(id -> id));
        List<String> after = new ArrayList<>();
        List<String> part = before;
        for (String line : file) {
            if (line.startsWith("| id |") || line.startsWith("| ---")) {
                part = after;
            } else if (part == after && line.startsWith("| ") && after.isEmpty()) {
                rows.put(line.substring(2, line.indexOf(' ', 2)), line);
            } else {
                part.add(line);
            }
        }
        for (String line : printed) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                List<String> cells = new ArrayList<>();
                for (int group = 1; group <= row.groupCount(); group++) {
                    cells.add(row.group(group) == null ? "" : row.group(group));
                }
                cells.addAll(origin);
                rows.put(row.group(1), "| " + String.join(" | ", cells) + " |");
            }
        }
        List<String> lines = new ArrayList<>(before);
        lines.add(HEADER);
        lines.add(HEADER.replaceAll("[^|]+", " --- "));
        lines.addAll(rows.values());
        lines.addAll(after);
        return lines;
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring(1).replaceAll("\\D.*", ""));
    }

    /** Marked as dirty when what was measured is not what was committed; the results themselves do not count. */
    private static String commit(Path root) throws IOException, InterruptedException {
        String commit = git(root, "rev-parse", "--short", "HEAD");
        String changes = git(root, "status", "--porcelain", "--", ".", ":(exclude)benchmarks/RESULTS.md");
        return commit.isEmpty() ? "unknown" : changes.isEmpty() ? commit : commit + "-dirty";
    }

    private static String git(Path root, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command).directory(root.toFile()).start();
        String printed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        return git.waitFor() == 0 ? printed : "";
    }
}
