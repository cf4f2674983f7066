package io.haplatform.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A master with two replicas, and three sentinels that agree after half a second of silence. */
final class SentinelProcesses implements AutoCloseable {

    static final String MASTER = "main";

    private final List<EmbeddedRedis> servers = new ArrayList<>();
    private final List<EmbeddedRedis> sentinels = new ArrayList<>();

    /** For tests that harm nobody: keep to a namespace of your own. */
    static SentinelProcesses shared() {
        return Shared.PROCESSES;
    }

    SentinelProcesses() {
        servers.add(new EmbeddedRedis(Map.of("repl-diskless-sync-delay", "0")));
        int port = servers.get(0).endpoint().port();
        for (int i = 0; i < 2; i++) {
            servers.add(new EmbeddedRedis(Map.of("repl-diskless-sync-delay", "0", "replicaof", "127.0.0.1 " + port)));
        }
        await("replicas")
                .atMost(RedisProcess.PATIENCE)
                .until(() -> Probe.replication(servers.get(0).endpoint())
                                .lines()
                                .filter(line -> line.startsWith("slave") && line.contains("state=online"))
                                .count()
                        == 2);
        for (int i = 0; i < 3; i++) {
            sentinels.add(EmbeddedRedis.sentinel(List.of(
                    "sentinel monitor " + MASTER + " 127.0.0.1 " + port + " 2",
                    "sentinel down-after-milliseconds " + MASTER + " 500",
                    "sentinel failover-timeout " + MASTER + " 3000")));
        }
        sentinels.forEach(sentinel -> await("sentinels")
                .atMost(RedisProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> known(sentinel, "num-other-sentinels").equals("2")
                        && known(sentinel, "num-slaves").equals("2")));
    }

    RedisSentinels deployment() {
        return new RedisSentinels(
                MASTER, sentinels.stream().map(EmbeddedRedis::endpoint).toList(), RedisAccess.OPEN);
    }

    List<EmbeddedRedis> sentinels() {
        return sentinels;
    }

    /** The master as they were started. */
    EmbeddedRedis first() {
        return servers.get(0);
    }

    /** Its replicas then. */
    List<EmbeddedRedis> replicas() {
        return servers.subList(1, servers.size());
    }

    private static String known(EmbeddedRedis sentinel, String field) {
        try (Probe probe = new Probe(sentinel.endpoint())) {
            return probe.redis()
                    .dispatch(
                            CommandType.SENTINEL,
                            new MapOutput<>(StringCodec.UTF8),
                            new CommandArgs<>(StringCodec.UTF8).add("MASTER").add(MASTER))
                    .getOrDefault(field, "");
        }
    }

    @Override
    public void close() {
        Stream.concat(sentinels.stream(), servers.stream()).parallel().forEach(EmbeddedRedis::close);
    }

    /** Started when they are asked for, gone with this JVM. */
    private static final class Shared {

        static final SentinelProcesses PROCESSES = started();

        private static SentinelProcesses started() {
            SentinelProcesses started = new SentinelProcesses();
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            return started;
        }
    }
}
