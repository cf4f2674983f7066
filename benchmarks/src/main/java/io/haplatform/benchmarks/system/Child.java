package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of a benchmark: started, waited for, killed, or asked to stop. */
final class Child {

    /** A JVM with a small heap that starts with little work. */
    static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx160m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto");

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    private final Run run;
    private final String name;
    private final int port;
    private final Path log;
    private final List<String> command;
    private final Map<String, String> environment;
    private Process process;

    /** Starts it; output goes to a file of its name. */
    Child(Run run, String name, int port, List<String> command, Map<String, String> environment) throws IOException {
        this.run = run;
        this.name = name;
        this.port = port;
        this.log = run.directory().resolve(name + ".log");
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.process = launch();
    }

    /** Starts {@code java -jar jar arguments}. */
    static Child java(Run run, String name, int port, Path jar, List<String> arguments) throws IOException {
        return java(run, name, port, List.of("-jar", jar.toString()), arguments);
    }

    /** The same, from an image. */
    static Child java(Run run, String name, int port, Image image, List<String> arguments) throws IOException {
        List<String> program = List.of(
                "-XX:SharedArchiveFile=" + image.archive(), "-jar", image.jar().toString());
        return java(run, name, port, program, arguments);
    }

    private static Child java(Run run, String name, int port, List<String> program, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(JAVA);
        command.addAll(program);
        command.addAll(arguments);
        return new Child(run, name, port, command, Map.of());
    }

    int port() {
        return port;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    Path log() {
        return log;
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Processor time of the process that runs now, in seconds. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    /** Waits until the path answers 200, and asks every 5 ms. */
    void awaitReady(String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address() + path))
                .timeout(Duration.ofSeconds(2))
                .build();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        while (System.nanoTime() - end < 0) {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended with " + process.exitValue() + "; see " + log);
            }
            try {
                if (HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // not listening yet
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        throw new IllegalStateException(name + " was not ready after 180 s; see " + log);
    }

    /** Whether it ends by itself within this time, and says that something went wrong. */
    boolean ends(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS) && process.exitValue() != 0;
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGSTOP: its sockets stay open and nobody answers. */
    void freeze() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** SIGCONT. */
    void thaw() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-CONT", Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** SIGTERM, and waits for the end, which must come within a minute. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException(name + " must stop when asked but has not after 60 s; see " + log);
        }
    }

    /** Starts it again, on the same port. */
    void restart() throws IOException {
        process = launch();
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return run.start(builder);
    }
}
