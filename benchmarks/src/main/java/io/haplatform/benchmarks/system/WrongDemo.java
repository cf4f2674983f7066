package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What may keep {@code ./demo} from starting: each ends in one sentence and an exit code, not in a trace. */
final class WrongDemo {

    private static final String OLD = "11.0.2";

    private final BadInput input;
    private final Path directory;

    private WrongDemo(BadInput input) throws IOException {
        this.input = input;
        this.directory = Files.createTempDirectory(input.run().directory(), "demo-");
    }

    static void check(BadInput input) throws IOException, InterruptedException {
        WrongDemo demo = new WrongDemo(input);
        demo.takenPort();
        demo.oldJava();
        demo.failingBuild();
    }

    private void takenPort() throws IOException, InterruptedException {
        int base = input.run().freePorts(12) + 1;
        int h2 = base + 9;
        try (ServerSocket taken = new ServerSocket(h2, 1, InetAddress.getLoopbackAddress())) {
            mustEnd(
                    "./demo with a taken port",
                    input.run().root(),
                    Map.of(),
                    base,
                    "demo: port " + taken.getLocalPort() + " (needed by h2) is taken by another process; stop it, or"
                            + " move the whole demo with --port-base N, for example --port-base ");
        }
    }

    /** A machine that measures has no old Java, so one that says it is old stands in. */
    private void oldJava() throws IOException, InterruptedException {
        Path java = directory.resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"" + OLD + "\" 2019-10-15' >&2\n");
        if (!java.toFile().setExecutable(true)) {
            throw new IOException(java + " cannot be made executable");
        }
        String path = directory + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        mustEnd(
                "./demo with an old Java",
                input.run().root(),
                Map.of("PATH", path),
                input.run().freePorts(12) + 1,
                "demo: a JDK 17 or newer is needed but " + java + " is " + OLD
                        + "; install one and set JAVA_HOME to it");
    }

    private void failingBuild() throws IOException, InterruptedException {
        Path clone = DemoStart.clone(input.run());
        Path broken = clone.resolve("ha-core/src/main/java/io/haplatform/core/time/Time.java");
        Files.writeString(broken, "this does not compile\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        mustEnd(
                "./demo with a failing build",
                clone,
                Map.of(),
                input.run().freePorts(12) + 1,
                "demo: the build failed; its whole log is " + clone + "/.demo/build.log");
    }

    private void mustEnd(String name, Path home, Map<String, String> environment, int base, String sentence)
            throws IOException, InterruptedException {
        Path log = directory.resolve(base + ".log");
        ProcessBuilder builder = new ProcessBuilder("./demo", "--port-base", "" + base)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        if (!environment.isEmpty()) {
            builder.environment().remove("JAVA_HOME");
            builder.environment().putAll(environment);
        }
        Process demo = input.run().start(builder);
        try {
            boolean ended = demo.waitFor(300, TimeUnit.SECONDS);
            input.judged(
                    name,
                    ended ? problem(demo.exitValue(), BadInput.read(log), sentence) : Optional.of("it did not end"),
                    log);
        } finally {
            Run.end(demo);
        }
    }

    private static Optional<String> problem(int code, String printed, String sentence) {
        List<String> lines = printed.lines().toList();
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        if (Refusal.hasTrace(printed)) {
            return Optional.of("a stack trace was printed");
        }
        if (code != 1) {
            return Optional.of("the exit code must be 1 but is " + code);
        }
        return last.startsWith(sentence)
                ? Optional.empty()
                : Optional.of("the last line must begin '" + sentence + "' but is '" + last + "'");
    }
}
