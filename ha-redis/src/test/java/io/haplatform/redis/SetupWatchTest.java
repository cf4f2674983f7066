package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class SetupWatchTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTime time = new ManualTime();
    private final SetupWatch watch = new SetupWatch("Redis", time.serial("test"));
    private final String kind;
    private boolean inUse = true;

    SetupWatchTest(String kind) {
        this.kind = kind;
    }

    @Test
    void seesWithinAMinuteThatTheRemedyWasFollowedOrUndone() {
        try (RedisProcess server = RedisServers.start(kind, Map.of("maxmemory-policy", "allkeys-lru"));
                Probe probe = new Probe(server.endpoint())) {
            watch.begin(probe.connection(), () -> inUse);
            assertThat(warning(probe)).startsWith("Redis has maxmemory-policy allkeys-lru and may evict");

            probe.redis().configSet("maxmemory-policy", "noeviction");
            time.advance(MINUTE);
            assertThat(warning(probe)).isEqualTo("none");

            probe.redis().configSet("maxmemory-policy", "allkeys-lfu");
            time.advance(MINUTE);
            assertThat(warning(probe)).startsWith("Redis has maxmemory-policy allkeys-lfu and may evict");
        }
    }

    @Test
    void asksNoMoreOverAConnectionThatIsNotInUse() {
        try (RedisProcess server = RedisServers.start(kind, Map.of());
                Probe probe = new Probe(server.endpoint())) {
            watch.begin(probe.connection(), () -> inUse);
            inUse = false;
            probe.redis().configSet("maxmemory-policy", "allkeys-lru");
            time.advance(MINUTE.multipliedBy(3));

            assertThat(warning(probe)).isEqualTo("none");
        }
    }

    @Test
    void warnsOfAMasterWithReplicasThatTakesWritesWithoutThem() {
        // from within a container the other one has another address
        try (RedisProcess master = new EmbeddedRedis(Map.of("repl-diskless-sync-delay", "0"));
                RedisProcess replica = new EmbeddedRedis(Map.of());
                Probe probe = new Probe(master.endpoint());
                Probe other = new Probe(replica.endpoint())) {
            watch.begin(probe.connection(), () -> inUse);
            assertThat(warning(probe)).as("it has no replica yet").isEqualTo("none");

            other.redis().replicaof(master.endpoint().host(), master.endpoint().port());
            await("replica")
                    .atMost(RedisProcess.PATIENCE)
                    .until(() -> probe.redis().info("replication").contains("connected_slaves:1"));
            time.advance(MINUTE);
            assertThat(warning(probe))
                    .startsWith("Redis has replicas but min-replicas-to-write 0: ")
                    .endsWith("set min-replicas-to-write 1 and min-replicas-max-lag 2 on every server");

            probe.redis().configSet("min-replicas-to-write", "1");
            time.advance(MINUTE);
            assertThat(warning(probe)).isEqualTo("none");
        }
    }

    /** Replies come in order: after that to a PING, the one to the question is known. */
    private String warning(Probe probe) {
        probe.redis().ping();
        return watch.warnings().isEmpty() ? "none" : watch.warnings().get(0);
    }
}
