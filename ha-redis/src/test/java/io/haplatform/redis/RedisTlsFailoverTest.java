package io.haplatform.redis;

import static org.awaitility.Awaitility.await;

import io.haplatform.test.GuardedProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers, sentinels and nodes that speak TLS to us and to each other, and whose master is killed. */
class RedisTlsFailoverTest {

    private static final String NAMESPACE = "failover";

    private final TlsKeys keys = new TlsKeys();

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void goesOnWithTheReplicaThatSentinelsPromote() {
        int master = GuardedProcess.freePort();
        int replica = GuardedProcess.freePort();
        List<Integer> ports = Stream.generate(GuardedProcess::freePort).limit(3).toList();
        try (EmbeddedRedis first = server(master, Map.of());
                EmbeddedRedis second = server(replica, Map.of("replicaof", "127.0.0.1 " + master))) {
            await("replica").atMost(RedisProcess.PATIENCE).until(() -> Probe.replication(first.endpoint())
                    .contains("state=online"));
            List<EmbeddedRedis> sentinels =
                    ports.stream().map(port -> sentinel(port, master)).toList();
            try {
                sentinels.forEach(each -> await("sentinels")
                        .atMost(RedisProcess.PATIENCE)
                        .until(() -> Probe.sentinelInfo(each.endpoint()).contains("slaves=1,sentinels=3")));
                RedisSentinels deployment = new RedisSentinels(
                        SentinelProcesses.MASTER, ports.stream().map(this::at).toList(), keys.access());

                survives(deployment, first, master, second, replica);
            } finally {
                sentinels.forEach(EmbeddedRedis::close);
            }
        }
    }

    @Test
    void goesOnWithTheReplicaThatAClusterPromotes() {
        try (ClusterProcesses cluster = new ClusterProcesses(keys)) {
            Keys names = new Keys(NAMESPACE);
            List<EmbeddedRedis> nodes = cluster.nodes();
            EmbeddedRedis first = cluster.master(names);
            EmbeddedRedis second = cluster.replica(names);
            RedisCluster deployment =
                    new RedisCluster(cluster.tlsPorts().stream().map(this::at).toList());

            survives(
                    deployment,
                    first,
                    cluster.tlsPorts().get(nodes.indexOf(first)),
                    second,
                    cluster.tlsPorts().get(nodes.indexOf(second)));
        }
    }

    private void survives(
            RedisDeployment deployment, EmbeddedRedis first, int port, EmbeddedRedis second, int secondPort) {
        try (Member owner = new Member(deployment, NAMESPACE);
                Member caller = new Member(deployment, NAMESPACE)) {
            owner.register("a");
            caller.awaitView("a");
            awaitFollowers(first, port);

            first.kill();

            owner.register("b");
            caller.awaitView("a", "b");
            caller.assertThatNobodyVanished();
            awaitFollowers(second, secondPort);
        }
    }

    private RedisEndpoint at(int port) {
        return new RedisEndpoint("127.0.0.1", port, keys.access());
    }

    private EmbeddedRedis server(int port, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(keys.settings(port));
        settings.put("repl-diskless-sync-delay", "0");
        settings.putAll(more);
        return new EmbeddedRedis(settings);
    }

    private EmbeddedRedis sentinel(int port, int master) {
        List<String> own = List.of(
                "sentinel monitor " + SentinelProcesses.MASTER + " 127.0.0.1 " + master + " 2",
                "sentinel down-after-milliseconds " + SentinelProcesses.MASTER + " 500",
                "sentinel failover-timeout " + SentinelProcesses.MASTER + " 3000");
        return EmbeddedRedis.sentinel(Stream.concat(
                        keys.settings(port).entrySet().stream().map(each -> each.getKey() + " " + each.getValue()),
                        own.stream())
                .toList());
    }

    /** Whoever waits for the log does so at this port. */
    private static void awaitFollowers(EmbeddedRedis server, int port) {
        await("followers at " + port).atMost(RedisProcess.PATIENCE).until(() -> {
            List<String> followers = followers(server);
            return !followers.isEmpty()
                    && followers.stream().allMatch(line -> line.contains(" laddr=127.0.0.1:" + port + " "));
        });
    }

    /** Connections that wait for the log. */
    private static List<String> followers(EmbeddedRedis server) {
        try (Probe probe = new Probe(server.endpoint())) {
            return probe.redis()
                    .clientList()
                    .lines()
                    .filter(line -> line.contains("cmd=xread"))
                    .toList();
        }
    }
}
