package io.haplatform.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/**
 * A real redis-server on a port of its own of 127.0.0.1, with the accidents that a test can order; needs {@code
 * org.signal:embedded-redis}, which this jar does not bring.
 *
 * <pre>{@code
 * try (RedisServerProcess redis = RedisServerProcess.start("maxmemory-policy noeviction")) {
 *     Client client = connect("127.0.0.1", redis.port());
 *     redis.freeze();
 *     redis.thaw();
 *     redis.kill();
 *     redis.restart();
 * }
 * }</pre>
 *
 * <p>It saves nothing unless a setting tells it to. For use by one thread at a time.
 */
public final class RedisServerProcess implements AutoCloseable {

    private final int port = GuardedProcess.freePort();
    private final Path directory = temporaryDirectory();
    private final List<String> command;
    private final String ready;
    private @Nullable GuardedProcess server;

    private RedisServerProcess(
            Path program, List<String> own, List<String> settings, List<String> options, String ready) {
        Path configuration = directory.resolve("redis.conf");
        List<String> lines = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1", "dir " + data()));
        lines.addAll(own);
        lines.addAll(settings);
        command = new ArrayList<>(List.of(program.toString(), configuration.toString()));
        command.addAll(options);
        this.ready = ready;
        try {
            Files.createDirectory(data());
            Files.write(configuration, lines);
            restart();
        } catch (IOException e) {
            throw abandoned(new UncheckedIOException(e));
        } catch (RuntimeException e) {
            throw abandoned(e);
        }
    }

    private RuntimeException abandoned(RuntimeException cause) {
        try {
            close();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
        return cause;
    }

    /**
     * Returns when it takes connections.
     *
     * @param settings lines of redis.conf
     */
    public static RedisServerProcess start(String... settings) {
        return start(Embedded.PROGRAM, List.of(settings));
    }

    /**
     * The same with a program of another version.
     *
     * @param settings lines of redis.conf
     */
    public static RedisServerProcess start(Path program, List<String> settings) {
        return new RedisServerProcess(
                program, List.of("save \"\""), settings, List.of(), "Ready to accept connections");
    }

    /**
     * Returns when it watches its master; what it learns is in its configuration from then on.
     *
     * @param settings lines of sentinel.conf, of which one names the master
     */
    public static RedisServerProcess sentinel(String... settings) {
        return new RedisServerProcess(
                Embedded.PROGRAM, List.of(), List.of(settings), List.of("--sentinel"), "+monitor master");
    }

    /** Stays the same for life. */
    public int port() {
        return port;
    }

    /** SIGSTOP: its sockets stay open and nobody answers. */
    public void freeze() {
        server().freeze();
    }

    public void thaw() {
        server().thaw();
    }

    /** SIGKILL; returns when it is gone. Idempotent. */
    public void kill() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    /** Starts it with what was saved, after a {@link #kill} if it still runs. */
    public void restart() {
        kill();
        server = GuardedProcess.start(command, ready);
    }

    /** Starts it without what was saved, after a {@link #kill} if it still runs. */
    public void restartEmpty() {
        kill();
        delete(data(), file -> !file.equals(data()));
        restart();
    }

    /** Kills it and deletes what was saved. Idempotent. */
    @Override
    public void close() {
        kill();
        delete(directory, file -> true);
    }

    private GuardedProcess server() {
        if (server == null) {
            throw new IllegalStateException("redis-server at port " + port + " must be running but was killed");
        }
        return server;
    }

    private Path data() {
        return directory.resolve("data");
    }

    static void delete(Path directory, Predicate<Path> which) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.sorted(Comparator.reverseOrder()).filter(which).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("ha-redis-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unpacked once, not for each start, and not for who brings a program of another version. */
    private static final class Embedded {

        static final Path PROGRAM = unpacked();

        private static Path unpacked() {
            try {
                return RedisExecProvider.defaultProvider().get().toPath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
