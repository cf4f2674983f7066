package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** U1: from a clone to the {@code READY} line of {@code ./demo}, dependencies already downloaded. */
final class DemoStart {

    private static final long LIMIT_SECONDS = 600;
    private static final int LAST_LINES = 20;

    private DemoStart() {}

    /** The last commit, as somebody who clones gets it; changes that are not committed are not in it. */
    static Path clone(Run run) throws IOException, InterruptedException {
        Path clone = Files.createTempDirectory(run.directory(), "clone-");
        Path log = run.directory().resolve("git.log");
        Process git = run.start(
                new ProcessBuilder("git", "clone", "--quiet", run.root().toString(), clone.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile()));
        if (git.waitFor() != 0) {
            throw new IllegalStateException("git clone of " + run.root() + " failed; see " + log);
        }
        return clone;
    }

    static double seconds(Run run) throws IOException, InterruptedException {
        Path clone = clone(run);
        // the base, one below it, and ten above
        int base = run.freePorts(12) + 1;
        Path log = run.directory().resolve("demo-" + base + ".log");
        long begin = System.nanoTime();
        Process demo = run.start(new ProcessBuilder("./demo", "--port-base", "" + base)
                .directory(clone.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
        try {
            double ready = untilReady(demo, log, begin);
            demo.destroy();
            if (!demo.waitFor(60, TimeUnit.SECONDS)) {
                throw failed("must stop when asked but has not after 60 s", log);
            }
            Run.remove(clone);
            return ready;
        } finally {
            Run.end(demo);
        }
    }

    private static double untilReady(Process demo, Path log, long begin) throws IOException, InterruptedException {
        while (true) {
            boolean ended = !demo.isAlive();
            if (lines(log).stream().anyMatch(line -> line.startsWith("READY"))) {
                return (System.nanoTime() - begin) / 1e9;
            }
            if (ended) {
                throw failed("ended without a READY line", log);
            }
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                throw failed("was not ready after " + LIMIT_SECONDS + " s", log);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static IllegalStateException failed(String how, Path log) throws IOException {
        List<String> lines = lines(log);
        return new IllegalStateException("./demo " + how + "; the last words in " + log + ":\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
    }

    private static List<String> lines(Path log) throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8).lines().toList();
    }
}
