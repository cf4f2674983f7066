package io.haplatform.redis;

import static org.awaitility.Awaitility.await;

import io.haplatform.test.GuardedProcess;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cluster of three masters with a replica each, which counts a node as lost after a second of silence. */
final class ClusterProcesses implements AutoCloseable {

    private static final int MASTERS = 3;

    private final List<Integer> busPorts =
            Stream.generate(GuardedProcess::freePort).limit(2 * MASTERS).toList();
    private final List<Integer> tlsPorts =
            Stream.generate(GuardedProcess::freePort).limit(2 * MASTERS).toList();
    private final List<EmbeddedRedis> nodes;

    /** For tests that harm nobody: keep to a namespace of your own. */
    static ClusterProcesses shared() {
        return Shared.PROCESSES;
    }

    ClusterProcesses() {
        this(null);
    }

    /** @param keys for nodes that speak TLS too, at {@link #tlsPorts()}, and to each other; null for nodes that do not */
    ClusterProcesses(@Nullable TlsKeys keys) {
        nodes = IntStream.range(0, busPorts.size())
                .parallel()
                .mapToObj(i -> node(busPorts.get(i), keys == null ? Map.of() : tls(keys, tlsPorts.get(i))))
                .toList();
        for (int i = 0; i < MASTERS; i++) {
            Probe.run(nodes.get(i).endpoint(), "CLUSTER ADDSLOTSRANGE " + first(i) + " " + (first(i + 1) - 1));
        }
        for (int i = 0; i < nodes.size(); i++) {
            Probe.run(nodes.get(i).endpoint(), "CLUSTER SET-CONFIG-EPOCH " + (i + 1));
            if (i > 0) {
                int port = keys == null ? nodes.get(i).endpoint().port() : tlsPorts.get(i);
                Probe.run(nodes.get(0).endpoint(), "CLUSTER MEET 127.0.0.1 " + port + " " + busPorts.get(i));
            }
        }
        nodes.forEach(node -> awaitInfo(node, "cluster_known_nodes:" + nodes.size()));
        for (int i = 0; i < MASTERS; i++) {
            Probe.run(nodes.get(MASTERS + i).endpoint(), "CLUSTER REPLICATE " + id(nodes.get(i)));
        }
        nodes.forEach(node -> awaitInfo(node, "cluster_state:ok"));
        for (int i = 0; i < MASTERS; i++) {
            EmbeddedRedis master = nodes.get(i);
            await("replica").atMost(RedisProcess.PATIENCE).until(() -> Probe.replication(master.endpoint())
                    .contains("state=online"));
        }
    }

    private static Map<String, String> tls(TlsKeys keys, int port) {
        Map<String, String> settings = new HashMap<>(keys.settings(port));
        settings.put("tls-cluster", "yes");
        return settings;
    }

    private static EmbeddedRedis node(int busPort, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.putAll(Map.of(
                "cluster-enabled",
                "yes",
                "cluster-port",
                Integer.toString(busPort),
                "cluster-node-timeout",
                "1000",
                "repl-diskless-sync-delay",
                "0"));
        return new EmbeddedRedis(settings);
    }

    private static int first(int master) {
        return SlotHash.SLOT_COUNT * master / MASTERS;
    }

    /** Told of one node only: the others are to be learnt. */
    RedisCluster deployment() {
        return new RedisCluster(List.of(nodes.get(0).endpoint()));
    }

    /** Told of all. */
    RedisCluster wholeDeployment() {
        return new RedisCluster(nodes.stream().map(EmbeddedRedis::endpoint).toList());
    }

    /** Where the nodes speak TLS, if they do. */
    List<Integer> tlsPorts() {
        return tlsPorts;
    }

    List<EmbeddedRedis> nodes() {
        return nodes;
    }

    /** The master of these keys as the cluster was made. */
    EmbeddedRedis master(Keys keys) {
        int slot = SlotHash.getSlot(keys.prefix());
        int master = 0;
        while (slot >= first(master + 1)) {
            master++;
        }
        return nodes.get(master);
    }

    /** Its replica as the cluster was made. */
    EmbeddedRedis replica(Keys keys) {
        return nodes.get(nodes.indexOf(master(keys)) + MASTERS);
    }

    /** Moves a slot with its keys, as {@code redis-cli --cluster reshard} does. */
    void migrate(int slot, EmbeddedRedis from, EmbeddedRedis to) {
        String target = id(to);
        Probe.run(to.endpoint(), "CLUSTER SETSLOT " + slot + " IMPORTING " + id(from));
        Probe.run(from.endpoint(), "CLUSTER SETSLOT " + slot + " MIGRATING " + target);
        try (Probe probe = new Probe(from.endpoint())) {
            for (String key : probe.redis().clusterGetKeysInSlot(slot, 1_000)) {
                probe.run("MIGRATE 127.0.0.1 " + to.endpoint().port() + " " + key + " 0 5000");
            }
        }
        Probe.run(to.endpoint(), "CLUSTER SETSLOT " + slot + " NODE " + target);
        Probe.run(from.endpoint(), "CLUSTER SETSLOT " + slot + " NODE " + target);
    }

    private static String id(EmbeddedRedis node) {
        try (Probe probe = new Probe(node.endpoint())) {
            return probe.redis().clusterMyId();
        }
    }

    static void awaitInfo(EmbeddedRedis node, String line) {
        try (Probe probe = new Probe(node.endpoint())) {
            await(line)
                    .atMost(RedisProcess.PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> probe.redis().clusterInfo().contains(line));
        }
    }

    @Override
    public void close() {
        nodes.parallelStream().forEach(EmbeddedRedis::close);
    }

    /** Started when they are asked for, gone with this JVM. */
    private static final class Shared {

        static final ClusterProcesses PROCESSES = started();

        private static ClusterProcesses started() {
            ClusterProcesses started = new ClusterProcesses();
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            return started;
        }
    }
}
