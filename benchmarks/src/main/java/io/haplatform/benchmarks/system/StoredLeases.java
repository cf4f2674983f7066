package io.haplatform.benchmarks.system;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A Redis at one address that is struck in several ways, and what it says of how many leases it holds. */
final class StoredLeases implements AutoCloseable {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);

    private final Run run;
    private final String lease;
    private final Child master;
    private @Nullable Child replica;

    StoredLeases(Run run, String namespace) throws IOException, InterruptedException {
        this.run = run;
        this.lease = "{ha:" + namespace + "}:lease";
        this.master = run.redis("--repl-diskless-sync-delay", "0");
    }

    int port() {
        return master.port();
    }

    void freeze() throws IOException, InterruptedException {
        master.freeze();
    }

    void thaw() throws IOException, InterruptedException {
        master.thaw();
    }

    void kill() {
        master.kill();
    }

    /** Starts it again, empty; returns when that was. */
    long restart() throws IOException, InterruptedException {
        master.restart();
        long begin = System.nanoTime();
        Run.awaitConnectable(master);
        return begin;
    }

    /** Starts a replica that has everything, and misses all from now on. */
    void cutOffReplica() throws IOException, InterruptedException {
        Child started = run.redis("--replicaof", "127.0.0.1 " + port());
        replica = started;
        ask(started.port(), redis -> {
            long end = System.nanoTime() + LIMIT_NANOS;
            while (!redis.info("replication").contains("master_link_status:up")) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException("a replica must reach its master but has not after 120 s");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            return redis.replicaofNoOne();
        });
    }

    /** Kills the master; the replica takes over its address, as behind a virtual one. Returns when that was. */
    long failOver() {
        Child promoted = replica;
        if (promoted == null) {
            throw new IllegalStateException("there must be a replica but is none");
        }
        master.kill();
        long begin = System.nanoTime();
        ask(promoted.port(), redis -> redis.configSet("port", Integer.toString(port())));
        return begin;
    }

    /** @return how many seconds after the beginning so many were stored */
    double await(int instances, long begin) throws InterruptedException {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + port());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            long stored = 0;
            while (stored < instances) {
                if (System.nanoTime() - begin > LIMIT_NANOS) {
                    throw new IllegalStateException(instances + " instances must be stored but are " + stored);
                }
                TimeUnit.MILLISECONDS.sleep(20);
                // as cheap as can be: what is measured must not wait for who measures
                stored = connection.sync().zcard(lease);
            }
            return (System.nanoTime() - begin) / 1e9;
        } finally {
            client.shutdown(0, 0, TimeUnit.SECONDS);
        }
    }

    private static <T> T ask(int port, Function<RedisCommands<String, String>, T> question) {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return question.apply(connection.sync());
        } finally {
            client.shutdown(0, 0, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        master.kill();
        if (replica != null) {
            replica.kill();
        }
    }
}
