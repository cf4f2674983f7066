package io.haplatform.benchmarks.system;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A master with two replicas, watched by three sentinels that take it for lost after half a second of silence. */
final class WatchedRedis implements AutoCloseable {

    static final String MASTER = "main";

    private static final int REPLICAS = 2;
    private static final int SENTINELS = 3;

    private final RedisClient client = RedisClient.create();
    private final List<Child> servers = new ArrayList<>();
    private final List<Child> sentinels = new ArrayList<>();

    /** Returns when everybody knows everybody. */
    WatchedRedis(Run run) throws Exception {
        Child master = run.redis("--repl-diskless-sync-delay", "0");
        servers.add(master);
        for (int i = 0; i < REPLICAS; i++) {
            servers.add(run.redis("--repl-diskless-sync-delay", "0", "--replicaof", "127.0.0.1 " + master.port()));
        }
        try (StatefulRedisConnection<String, String> connection = client.connect(uri(master))) {
            await(
                    "replicas",
                    () -> connection
                                    .sync()
                                    .info("replication")
                                    .lines()
                                    .filter(line -> line.startsWith("slave") && line.contains("state=online"))
                                    .count()
                            == REPLICAS);
        }
        for (int i = 0; i < SENTINELS; i++) {
            sentinels.add(run.sentinel(configuration(master)));
        }
        for (Child sentinel : sentinels) {
            awaitKnown(sentinel);
        }
    }

    private static List<String> configuration(Child master) {
        return List.of(
                "sentinel monitor " + MASTER + " 127.0.0.1 " + master.port() + " 2",
                "sentinel down-after-milliseconds " + MASTER + " 500",
                "sentinel failover-timeout " + MASTER + " 3000");
    }

    private void awaitKnown(Child sentinel) throws Exception {
        try (StatefulRedisSentinelConnection<String, String> connection = client.connectSentinel(uri(sentinel))) {
            await("sentinels", () -> {
                Map<String, String> master = connection.sync().master(MASTER);
                return "2".equals(master.get("num-other-sentinels")) && "2".equals(master.get("num-slaves"));
            });
        }
    }

    private static RedisURI uri(Child server) {
        return RedisURI.create("127.0.0.1", server.port());
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(what + " must be there after 60 s but are not");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** As it was started. */
    Child master() {
        return servers.get(0);
    }

    List<Child> sentinels() {
        return sentinels;
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
        sentinels.forEach(Child::kill);
        servers.forEach(Child::kill);
    }
}
