package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/**
 * One run of the system rows: where things are, and everything that it has started. Nothing of it outlives the run,
 * also when somebody ends it half-way, so that no leftover disturbs the next one. Thread-safe.
 */
final class Run {

    private static final int FIRST_PORT = 15_000;
    private static final int LAST_PORT = 32_000;
    private static final int PORTS = LAST_PORT - FIRST_PORT;

    private final Path root;
    private final Path directory;
    private final boolean full;
    private final Set<Process> living = ConcurrentHashMap.newKeySet();
    // runs that follow each other do not meet the last connections of the one before
    private int nextPort = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS - 1_000);
    private @Nullable Path redisProgram;
    private boolean over;
    private volatile boolean kept;

    /** @param root of the checkout whose jars are measured */
    Run(Path root, boolean full) throws IOException {
        this.root = root;
        this.directory = Files.createTempDirectory("ha-benchmarks");
        this.full = full;
        Runtime.getRuntime().addShutdownHook(new Thread(this::endAll, "end of the run"));
    }

    Path root() {
        return root;
    }

    /** For logs and whatever else a row needs; removed at the end, unless it is {@linkplain #keepLogs kept}. */
    Path directory() {
        return directory;
    }

    /** There is something in the directory that somebody should read. */
    void keepLogs() {
        kept = true;
    }

    /** Whether it is being ended: then whatever fails, fails because of that. */
    synchronized boolean over() {
        return over;
    }

    /** More repetitions, and the peer at its defaults too. */
    boolean full() {
        return full;
    }

    Path sample() {
        return root.resolve("sample-app/target/sample-app.jar");
    }

    synchronized Process start(ProcessBuilder builder) throws IOException {
        if (over) {
            throw new IllegalStateException("nothing is started any more: the run is being ended");
        }
        Process process = builder.start();
        living.add(process);
        CompletableFuture<?> unused = process.onExit().thenRun(() -> living.remove(process));
        return process;
    }

    /** A port that nobody listens on now and that this run has not given out before. */
    int freePort() {
        return freePorts(1);
    }

    /**
     * The first of so many free ports in a row, from below those that systems give to outgoing connections: an instance
     * that is started again must find its port free.
     */
    synchronized int freePorts(int count) {
        for (int tries = 0; tries < PORTS; tries++) {
            int first = nextPort;
            int port = first;
            while (port < first + count && isFree(port)) {
                port++;
            }
            nextPort = port + 1 + count > LAST_PORT ? FIRST_PORT : port + 1;
            if (port == first + count) {
                return first;
            }
        }
        throw new IllegalStateException("there must be " + count + " free ports in a row but none were found");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /**
     * Starts a real Redis of its own, empty, and waits until it can be connected to.
     *
     * @param settings as on its command line
     */
    Child redis(String... settings) throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(redisProgram().toString(), "--port", "" + port));
        command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
        command.addAll(List.of("--dir", directory.toString()));
        command.addAll(List.of(settings));
        return awaitConnectable(new Child(this, "redis-" + port, port, command, Map.of()));
    }

    /** Starts a sentinel with these lines of configuration. */
    Child sentinel(List<String> lines) throws IOException, InterruptedException {
        int port = freePort();
        Path configuration = directory.resolve("sentinel-" + port + ".conf");
        List<String> all = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1", "dir " + directory));
        all.addAll(lines);
        Files.write(configuration, all);
        List<String> command = List.of(redisProgram().toString(), configuration.toString(), "--sentinel");
        return awaitConnectable(new Child(this, "sentinel-" + port, port, command, Map.of()));
    }

    static Child awaitConnectable(Child redis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!accepts(redis.port())) {
            if (!redis.alive() || System.nanoTime() - end > 0) {
                throw new IllegalStateException("Redis did not come up; see " + redis.log());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return redis;
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private synchronized Path redisProgram() throws IOException {
        Path program = redisProgram;
        if (program == null) {
            program = directory.resolve("redis-server");
            Files.move(
                    RedisExecProvider.defaultProvider().get().toPath(), program, StandardCopyOption.REPLACE_EXISTING);
            redisProgram = program;
        }
        return program;
    }

    /** Ends what still lives, and what that has started; then nothing writes to the directory any more. */
    private void endAll() {
        Set<Process> last;
        synchronized (this) {
            over = true;
            last = Set.copyOf(living);
        }
        last.forEach(Run::end);
        if (!kept) {
            try {
                remove(directory);
            } catch (IOException | UncheckedIOException e) {
                System.err.println(directory + " is left: " + e);
            }
        }
    }

    /** Ends a process and all that it has started, without asking. */
    static void end(Process process) {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        family.forEach(ProcessHandle::destroyForcibly);
        // limited: where nobody takes note of dead orphans they stay in the list of processes
        family.forEach(each ->
                each.onExit().completeOnTimeout(each, 5, TimeUnit.SECONDS).join());
    }

    static void remove(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
