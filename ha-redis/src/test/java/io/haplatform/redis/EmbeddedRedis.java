package io.haplatform.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/**
 * The redis-server of {@code org.signal:embedded-redis} as a child process. A shell stands between, which kills it when
 * this JVM ends in whatever way: its standard input ends then.
 */
final class EmbeddedRedis implements RedisProcess {

    private static final String GUARD = "\"$@\" & pid=$!; echo \"pid $pid\"; cat >/dev/null; kill -9 $pid";

    private final int port = freePort();
    private final Path directory;
    private final Map<String, String> settings;
    private @Nullable Process guard;
    private long pid;

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
        try {
            List<String> command = new ArrayList<>(List.of(
                    "sh",
                    "-c",
                    GUARD,
                    "sh",
                    RedisExecProvider.defaultProvider().get().getPath()));
            command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", ""));
            command.addAll(List.of("--dir", directory.toString(), "--logfile", ""));
            settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
            guard = new ProcessBuilder(command).redirectErrorStream(true).start();
            awaitReady(guard.inputReader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(BufferedReader output) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            all.append(line).append('\n');
            if (line.startsWith("pid ")) {
                pid = Long.parseLong(line.substring("pid ".length()));
            } else if (line.contains("Ready to accept connections")) {
                Thread drain = new Thread(() -> output.lines().forEach(further -> {}), "redis-output");
                drain.setDaemon(true);
                drain.start();
                return;
            }
        }
        throw new IllegalStateException("redis-server must start but says:\n" + all);
    }

    @Override
    public void kill() {
        signal("KILL");
        end();
    }

    @Override
    public void freeze() {
        signal("STOP");
    }

    @Override
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Lets the guard do its duty, and waits for both. */
    private void end() {
        Process last = guard;
        if (last != null) {
            try {
                last.outputWriter().close();
                ProcessHandle.of(pid).ifPresent(redis -> redis.onExit().join());
                if (!last.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the shell around redis-server does not end");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        guard = null;
    }

    @Override
    public void close() {
        end();
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
