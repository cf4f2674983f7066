package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class EvictionWatchTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTime time = new ManualTime();
    private final EvictionWatch watch = new EvictionWatch("Redis", time.serial("test"));
    private final String kind;
    private boolean inUse = true;

    EvictionWatchTest(String kind) {
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

    /** Replies come in order: after that to a PING, the one to the question is known. */
    private String warning(Probe probe) {
        probe.redis().ping();
        String warning = watch.warning();
        return warning == null ? "none" : warning;
    }
}
