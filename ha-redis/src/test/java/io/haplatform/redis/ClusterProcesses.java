package io.haplatform.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A cluster of three masters with a replica each, which counts a node as lost after half a second of silence. */
final class ClusterProcesses implements AutoCloseable {

    private static final int MASTERS = 3;

    private final List<Integer> busPorts =
            Stream.generate(EmbeddedRedis::freePort).limit(2 * MASTERS).toList();
    private final List<EmbeddedRedis> nodes;

    ClusterProcesses() {
        nodes = busPorts.parallelStream().map(ClusterProcesses::node).toList();
        for (int i = 0; i < MASTERS; i++) {
            run(nodes.get(i), "CLUSTER ADDSLOTSRANGE " + first(i) + " " + (first(i + 1) - 1));
        }
        for (int i = 0; i < nodes.size(); i++) {
            run(nodes.get(i), "CLUSTER SET-CONFIG-EPOCH " + (i + 1));
            if (i > 0) {
                int port = nodes.get(i).endpoint().port();
                run(nodes.get(0), "CLUSTER MEET 127.0.0.1 " + port + " " + busPorts.get(i));
            }
        }
        nodes.forEach(node -> awaitInfo(node, "cluster_known_nodes:" + nodes.size()));
        for (int i = 0; i < MASTERS; i++) {
            run(nodes.get(MASTERS + i), "CLUSTER REPLICATE " + id(nodes.get(i)));
        }
        nodes.forEach(node -> awaitInfo(node, "cluster_state:ok"));
        for (int i = 0; i < MASTERS; i++) {
            EmbeddedRedis master = nodes.get(i);
            await("replica").atMost(RedisProcess.PATIENCE).until(() -> SentinelProcesses.info(master)
                    .contains("state=online"));
        }
    }

    private static EmbeddedRedis node(int busPort) {
        return new EmbeddedRedis(Map.of(
                "cluster-enabled",
                "yes",
                "cluster-port",
                Integer.toString(busPort),
                "cluster-node-timeout",
                "500",
                "repl-diskless-sync-delay",
                "0"));
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
        run(to, "CLUSTER SETSLOT " + slot + " IMPORTING " + id(from));
        run(from, "CLUSTER SETSLOT " + slot + " MIGRATING " + target);
        try (Probe probe = new Probe(from.endpoint())) {
            for (String key : probe.redis().clusterGetKeysInSlot(slot, 1_000)) {
                probe.run("MIGRATE 127.0.0.1 " + to.endpoint().port() + " " + key + " 0 5000");
            }
        }
        run(to, "CLUSTER SETSLOT " + slot + " NODE " + target);
        run(from, "CLUSTER SETSLOT " + slot + " NODE " + target);
    }

    static String run(EmbeddedRedis node, String command) {
        try (Probe probe = new Probe(node.endpoint())) {
            return probe.run(command);
        }
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
}
