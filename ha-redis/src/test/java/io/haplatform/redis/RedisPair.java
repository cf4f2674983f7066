package io.haplatform.redis;

import static org.awaitility.Awaitility.await;

import io.haplatform.test.FaultProxy;
import java.time.Duration;
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
        Probe.run(replica.endpoint(), "REPLICAOF 127.0.0.1 " + proxy.port());
        return proxy;
    }

    /** Returns when the replica has all that the primary has. */
    void awaitReplication() {
        await("the replica has what the primary has")
                .atMost(RedisProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(this::isReplicated);
    }

    private boolean isReplicated() {
        String is = Probe.replication(replica.endpoint());
        return is.contains("master_link_status:up")
                && offset(is, "slave_repl_offset:") >= 0
                && offset(is, "slave_repl_offset:")
                        >= offset(Probe.replication(primary.endpoint()), "master_repl_offset:");
    }

    private static long offset(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).trim()))
                .findFirst()
                .orElse(-1);
    }

    /** What the primary knows now, it knows when it is started again. It cannot while a replica begins to follow it. */
    void save() {
        awaitReplication();
        try (Probe probe = new Probe(primary.endpoint())) {
            await("no child writes")
                    .atMost(RedisProcess.PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> probe.redis().info("persistence").contains("rdb_bgsave_in_progress:0"));
            probe.redis().save();
        }
    }

    /** From here on the replica gets nothing any more: what is written is lost by {@link #promote}. */
    void holdReplication() {
        replication.hold(FaultProxy.Direction.TO_CLIENT);
    }

    /** The primary dies and the replica takes over; what was the primary begins again as the replica. */
    void promote() {
        replication.close();
        primary.kill();
        Probe.run(replica.endpoint(), "REPLICAOF NO ONE");
        EmbeddedRedis dead = primary;
        primary = replica;
        replica = dead;
        replica.start();
        replication = replicate();
    }

    @Override
    public void close() {
        replication.close();
        primary.close();
        replica.close();
    }
}
