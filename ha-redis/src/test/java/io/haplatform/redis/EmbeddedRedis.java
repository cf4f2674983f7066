package io.haplatform.redis;

import io.haplatform.test.GuardedProcess;
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

    private final int port = freePort();
    private final Path directory;
    private final Map<String, String> settings;
    private @Nullable GuardedProcess server;

    EmbeddedRedis(Map<String, String> settings) {
        this.settings = settings;
        try {
            this.directory = Files.createTempDirectory("ha-redis-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    @Override
    public RedisEndpoint endpoint() {
        return RedisEndpoint.of("127.0.0.1", port);
    }

    @Override
    public void start() {
        List<String> command = new ArrayList<>();
        try {
            command.add(RedisExecProvider.defaultProvider().get().getPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", ""));
        command.addAll(List.of("--dir", directory.toString(), "--logfile", ""));
        settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        server = GuardedProcess.start(command, "Ready to accept connections");
    }

    @Override
    public void kill() {
        server().close();
        server = null;
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

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
