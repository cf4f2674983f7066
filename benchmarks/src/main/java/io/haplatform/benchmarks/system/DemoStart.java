package io.haplatform.benchmarks.system;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** U1: from a clone to the {@code READY} line of {@code ./demo}, dependencies already downloaded. */
final class DemoStart {

    private DemoStart() {}

    static double seconds(Path root, Path directory) throws Exception {
        Path clone = directory.resolve("clone-" + System.nanoTime());
        Process git = new ProcessBuilder("git", "clone", "--quiet", root.toString(), clone.toString())
                .inheritIO()
                .start();
        if (git.waitFor() != 0) {
            throw new IllegalStateException("git clone of " + root + " failed");
        }
        long begin = System.nanoTime();
        Process demo = new ProcessBuilder("./demo", "--port-base", "18500")
                .directory(clone.toFile())
                .redirectErrorStream(true)
                .start();
        double ready = -1;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("READY")) {
                    ready = (System.nanoTime() - begin) / 1e9;
                    break;
                }
            }
        } finally {
            demo.destroy();
            demo.waitFor(60, TimeUnit.SECONDS);
        }
        if (ready < 0) {
            throw new IllegalStateException("./demo in " + clone + " ended without a READY line");
        }
        return ready;
    }
}
