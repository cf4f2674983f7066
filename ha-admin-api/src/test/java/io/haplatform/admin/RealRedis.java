package io.haplatform.admin;

import io.haplatform.test.GuardedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/** A real redis-server with the accidents that a test can order; it keeps nothing beyond its end unless told to. */
public final class RealRedis implements AutoCloseable {

    private final int port = freePort();
    private List<String> settings = List.of();
    private @Nullable GuardedProcess server;

    public int port() {
        return port;
    }

    /** Its data goes into this directory with each write, and is there again after a restart. */
    public void keepIn(Path directory) {
        settings = List.of("--appendonly", "yes", "--dir", directory.toString());
    }

    /** Returns when it takes connections. */
    public void start() {
        String path;
        try {
            path = RedisExecProvider.defaultProvider().get().getPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(
                List.of(path, "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "", "--logfile", ""));
        command.addAll(settings);
        server = GuardedProcess.start(command, "Ready to accept connections");
    }

    /** SIGSTOP: its sockets stay open and nobody answers. */
    public void freeze() {
        if (server != null) {
            server.freeze();
        }
    }

    public void thaw() {
        if (server != null) {
            server.thaw();
        }
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        close();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
            server = null;
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
