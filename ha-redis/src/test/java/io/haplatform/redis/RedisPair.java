package io.haplatform.redis;

import io.haplatform.test.FaultProxy;
import java.util.Map;

/** A redis-server and its replica, which can take its place with what it has got by then. */
final class RedisPair implements AutoCloseable {

    /** A replica is served at once. */
    private static final Map<String, String> SETTINGS = Map.of("repl-diskless-sync-delay", "0");

    private EmbeddedRedis primary = new EmbeddedRedis(SETTINGS);
    private EmbeddedRedis replica = new EmbeddedRedis(SETTINGS);
    private FaultProxy replication = replicate();

    int port() {
        return primary.endpoint().port();
    }

    EmbeddedRedis primary() {
        return primary;
    }

    /** Makes the replica follow the primary through a proxy. */
    private FaultProxy replicate() {
        FaultProxy proxy = FaultProxy.to("127.0.0.1", primary.endpoint().port());
        command(replica, "REPLICAOF 127.0.0.1 " + proxy.port());
        return proxy;
    }

    /** Whether the replica has all that the primary has. */
    boolean isReplicated() {
        try (Probe probe = new Probe(primary.endpoint());
                Probe copy = new Probe(replica.endpoint())) {
            String is = copy.redis().info("replication");
            return is.contains("master_link_status:up")
                    && offset(is, "slave_repl_offset:") >= 0
                    && offset(is, "slave_repl_offset:")
                            >= offset(probe.redis().info("replication"), "master_repl_offset:");
        }
    }

    private static long offset(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).trim()))
                .findFirst()
                .orElse(-1);
    }

    /** From here on the replica gets nothing any more: what is written is lost by {@link #promote}. */
    void holdReplication() {
        replication.hold(FaultProxy.Direction.TO_CLIENT);
    }

    /** The primary dies and the replica takes over; what was the primary begins again as the replica. */
    void promote() {
        replication.close();
        primary.kill();
        command(replica, "REPLICAOF NO ONE");
        EmbeddedRedis dead = primary;
        primary = replica;
        replica = dead;
        replica.start();
        replication = replicate();
    }

    private static void command(RedisProcess server, String line) {
        try (Probe probe = new Probe(server.endpoint())) {
            probe.run(line);
        }
    }

    @Override
    public void close() {
        replication.close();
        primary.close();
        replica.close();
    }
}
