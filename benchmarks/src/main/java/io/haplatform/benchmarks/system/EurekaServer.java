package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The peer's registry for large fleets: Eureka at its best tuning, with as much memory as it likes, and its REST. */
final class EurekaServer implements AutoCloseable {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Run run;
    private final Child process;

    /** Returns when it is ready. */
    EurekaServer(Run run) throws IOException, InterruptedException {
        this.run = run;
        this.process = launch(
                "eureka",
                // or it would close a connection after each hundred requests
                "--server.tomcat.max-keep-alive-requests=-1",
                // a delta is what happened in these last seconds: three minutes of it would be the whole fleet
                "--eureka.server.retentionTimeInMSInDeltaQueue=10000",
                "--eureka.server.deltaRetentionTimerIntervalInMs=1000");
        process.awaitReady("/readyz");
    }

    Child process() {
        return process;
    }

    /** So many of its clients in one process, as applications have them; returns when they have begun. */
    Child readers(int count) throws IOException, InterruptedException {
        Child readers = launch("readers", "--readers=" + count, "--eureka.client.service-url.defaultZone=" + uri(""));
        readers.awaitReady("/readyz");
        return readers;
    }

    private Child launch(String role, String... more) throws IOException, InterruptedException {
        int port = run.freePort();
        List<String> arguments = new ArrayList<>(List.of("--spring.profiles.active=" + role + ",tuned"));
        // it writes a line for each instance that comes, goes, or is not there
        arguments.addAll(List.of("--server.port=" + port, "--logging.level.com.netflix=OFF"));
        arguments.addAll(List.of(more));
        Path jar = run.root().resolve("benchmarks/peers/eureka/target/peer-eureka.jar");
        Image image = Image.of(run, jar, "eureka-large-" + role, arguments);
        List<String> command =
                new ArrayList<>(List.of(JAVA.resolve("java").toString(), "-Xmx4g", "-XX:+UseParallelGC"));
        command.addAll(List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + image.archive(), "-jar"));
        command.add(image.jar().toString());
        command.addAll(arguments);
        return new Child(run, "eureka-large-" + role + "-" + port, port, command, Map.of());
    }

    /** Gives the status of its answer. */
    CompletableFuture<Integer> send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    CompletableFuture<String> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Accept", "application/json")
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(HttpResponse::body);
    }

    private URI uri(String path) {
        return URI.create("http://" + process.address() + "/eureka/" + path);
    }

    /** Of the objects that are in use, after a collection. */
    long heapBytes() throws IOException, InterruptedException {
        Process histogram = run.start(new ProcessBuilder(
                JAVA.resolve("jcmd").toString(), Long.toString(process.pid()), "GC.class_histogram"));
        String printed = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String total = printed.lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("jcmd must print a total but printed " + printed));
        return Long.parseLong(total.trim().split("\\s+", -1)[2]);
    }

    /** What the system has given it. */
    long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    @Override
    public void close() {
        process.kill();
    }
}
