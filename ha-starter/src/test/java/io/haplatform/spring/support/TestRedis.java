package io.haplatform.spring.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** A real Redis in a process of its own, on a free port of the loopback address; without memory of earlier runs. */
public final class TestRedis implements AutoCloseable {

    private final int port;
    private final RedisServer server;

    private TestRedis(int port, String... settings) {
        this.port = port;
        var builder = RedisServer.builder().port(port).bind("127.0.0.1").setting("save ''");
        for (String setting : settings) {
            builder = builder.setting(setting);
        }
        this.server = builder.build();
        server.start();
    }

    /** @param settings lines of redis.conf */
    public static TestRedis start(String... settings) {
        return new TestRedis(freePort(), settings);
    }

    /** @param port where nobody listens yet */
    public static TestRedis startAt(int port) {
        return new TestRedis(port);
    }

    public int port() {
        return port;
    }

    /** A port on which nobody listens. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
