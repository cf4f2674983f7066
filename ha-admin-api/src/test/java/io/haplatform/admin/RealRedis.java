package io.haplatform.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/**
 * A real redis-server with the accidents that a test can order; it keeps nothing beyond its end. A shell stands between,
 * which kills it when this JVM ends in whatever way: its standard input ends then.
 */
public final class RealRedis implements AutoCloseable {

    private static final String GUARD = "\"$@\" & pid=$!; echo \"pid $pid\"; cat >/dev/null; kill -9 $pid";

    private final int port = freePort();
    private @Nullable Process guard;
    private long pid;

    public int port() {
        return port;
    }

    /** Returns when it takes connections. */
    public void start() {
        try {
            Process started = new ProcessBuilder(
                            "sh",
                            "-c",
                            GUARD,
                            "sh",
                            RedisExecProvider.defaultProvider().get().getPath(),
                            "--port",
                            Integer.toString(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--logfile",
                            "")
                    .redirectErrorStream(true)
                    .start();
            guard = started;
            awaitReady(started.inputReader());
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

    /** SIGSTOP: its sockets stay open and nobody answers. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        close();
    }

    private void signal(String name) {
        if (guard == null) {
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -s \"$0\" -- \"$1\"", name, Long.toString(pid))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        Process last = guard;
        if (last == null) {
            return;
        }
        signal("KILL");
        try {
            last.outputWriter().close();
            last.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        guard = null;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
