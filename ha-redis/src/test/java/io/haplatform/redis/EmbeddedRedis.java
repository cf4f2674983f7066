package io.haplatform.redis;

import io.haplatform.test.RedisServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The redis-server of {@code org.signal:embedded-redis}, or another on this machine, as a child process. */
final class EmbeddedRedis implements RedisProcess {

    private final RedisServerProcess server;

    private EmbeddedRedis(RedisServerProcess server) {
        this.server = server;
    }

    EmbeddedRedis(Map<String, String> settings) {
        this(RedisServerProcess.start(lines(settings).toArray(String[]::new)));
    }

    /** @param binary of another version */
    EmbeddedRedis(Path binary, Map<String, String> settings) {
        this(RedisServerProcess.start(binary, lines(settings)));
    }

    /** A sentinel; it rewrites its configuration itself. */
    static EmbeddedRedis sentinel(List<String> settings) {
        return new EmbeddedRedis(RedisServerProcess.sentinel(settings.toArray(String[]::new)));
    }

    private static List<String> lines(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .toList();
    }

    @Override
    public RedisEndpoint endpoint() {
        return RedisEndpoint.of("127.0.0.1", server.port());
    }

    @Override
    public void start() {
        server.restart();
    }

    /** The same without what was saved. */
    void startEmpty() {
        server.restartEmpty();
    }

    @Override
    public void kill() {
        server.kill();
    }

    @Override
    public void freeze() {
        server.freeze();
    }

    @Override
    public void thaw() {
        server.thaw();
    }

    @Override
    public void close() {
        server.close();
    }
}
