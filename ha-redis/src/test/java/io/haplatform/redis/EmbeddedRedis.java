package io.haplatform.redis;

import io.haplatform.test.GuardedProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/** The redis-server of {@code org.signal:embedded-redis} as a child process. */
final class EmbeddedRedis implements RedisProcess {

    /** Unpacked once, not for each start. */
    private static final File BINARY = binary();

    private final int port;
    private final Path directory;
    private final List<String> command;
    private final String ready;
    private @Nullable GuardedProcess server;

    EmbeddedRedis(Map<String, String> settings) {
        this(BINARY.toPath(), settings);
    }

    /** @param binary of another version */
    EmbeddedRedis(Path binary, Map<String, String> settings) {
        this(binary, freePort(), temporaryDirectory(), settings);
    }

    private EmbeddedRedis(Path binary, int port, Path directory, Map<String, String> settings) {
        this(port, directory, command(binary, port, directory, settings), "Ready to accept connections");
    }

    private EmbeddedRedis(int port, Path directory, List<String> command, String ready) {
        this.port = port;
        this.directory = directory;
        this.command = command;
        this.ready = ready;
        start();
    }

    /** A sentinel; it rewrites its configuration itself. */
    static EmbeddedRedis sentinel(List<String> settings) {
        int port = freePort();
        Path directory = temporaryDirectory();
        Path configuration = directory.resolve("sentinel.conf");
        List<String> lines = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1", "dir " + directory));
        lines.addAll(settings);
        try {
            Files.write(configuration, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = List.of(BINARY.getPath(), configuration.toString(), "--sentinel");
        return new EmbeddedRedis(port, directory, command, "+monitor master");
    }

    private static List<String> command(Path binary, int port, Path directory, Map<String, String> settings) {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--port", Integer.toString(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--dir", directory.toString(), "--logfile", ""));
        settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        return command;
    }

    private static File binary() {
        try {
            return RedisExecProvider.defaultProvider().get();
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

    @Override
    public RedisEndpoint endpoint() {
        return RedisEndpoint.of("127.0.0.1", port);
    }

    @Override
    public void start() {
        server = GuardedProcess.start(command, ready);
    }

    @Override
    public void kill() {
        server().close();
        server = null;
    }

    /** Lets go of what was saved, so that it starts empty. */
    void forget() {
        try {
            Files.deleteIfExists(directory.resolve("dump.rdb"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void freeze() {
        server().freeze();
    }

    @Override
    public void thaw() {
        server().thaw();
    }

    private GuardedProcess server() {
        return Objects.requireNonNull(server, "redis-server was killed");
    }

    @Override
    public void close() {
        if (server != null) {
            kill();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
