package io.haplatform.redis;

import io.haplatform.core.time.SerialExecutor;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis is set up so that it may lose what it holds of the registry: by eviction, or by writes that no replica
 * has. Asks when a connection comes into use and each minute after, so that whoever follows the remedy sees it work, and
 * says each change once.
 *
 * <p>Thread-safe. A Redis that does not tell is taken for what it was known to be.
 */
final class SetupWatch {

    private static final Logger log = LoggerFactory.getLogger(RedisRegistry.class);

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final String redis;
    private final SerialExecutor serial;
    private final Concern eviction =
            new Concern("memory", SetupWatch::evicts, "no longer evicts what it holds of the registry");
    private final Concern replication =
            new Concern("replication", SetupWatch::writesAlone, "has replicas and waits for one, or has none");

    /** @param redis what it is called in a sentence */
    SetupWatch(String redis, SerialExecutor serial) {
        this.redis = redis;
        this.serial = serial;
    }

    /** What an operator should change, with its remedy; empty when nothing is to be feared, or known yet. */
    List<String> warnings() {
        return Stream.of(eviction.warning, replication.warning)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Asks now, and again as long as the connection is in use.
     *
     * @param inUse asked inside the executor
     */
    void begin(StatefulRedisConnection<String, String> connection, BooleanSupplier inUse) {
        eviction.ask(connection);
        replication.ask(connection);
        serial.schedule(PAUSE, () -> {
            if (inUse.getAsBoolean()) {
                begin(connection, inUse);
            }
        });
    }

    private static @Nullable String evicts(String info) {
        String policy = field(info, "maxmemory_policy");
        return policy == null || !policy.startsWith("allkeys")
                ? null
                : "has maxmemory-policy " + policy + " and may evict the registry when memory runs short: set"
                        + " maxmemory-policy to noeviction or a volatile-* policy, or use another Redis";
    }

    /** Redis counts good replicas only where it needs some: with {@code min-replicas-to-write 0} the field is absent. */
    private static @Nullable String writesAlone(String info) {
        String replicas = field(info, "connected_slaves");
        return replicas == null || replicas.equals("0") || field(info, "min_slaves_good_slaves") != null
                ? null
                : "has replicas but min-replicas-to-write 0: a master that is cut off goes on taking writes, which are"
                        + " lost when a replica is promoted; set min-replicas-to-write 1 and min-replicas-max-lag 2 on"
                        + " every server";
    }

    private static @Nullable String field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse(null);
    }

    /** One thing to be feared. */
    private final class Concern {

        private final String section;
        private final Function<String, @Nullable String> judgement;
        private final String relief;
        private volatile @Nullable String warning;

        Concern(String section, Function<String, @Nullable String> judgement, String relief) {
            this.section = section;
            this.judgement = judgement;
            this.relief = relief;
        }

        void ask(StatefulRedisConnection<String, String> connection) {
            connection.async().info(section).whenComplete((info, failure) -> {
                if (info == null) {
                    log.debug("{} does not tell how it is set up ({})", redis, section, failure);
                } else {
                    learn(info);
                }
            });
        }

        private synchronized void learn(String info) {
            String fear = judgement.apply(info);
            String now = fear == null ? null : redis + " " + fear;
            String before = warning;
            if (now == null && before != null) {
                log.info("{} {}", redis, relief);
            } else if (now != null && !now.equals(before)) {
                log.warn("{}", now);
            }
            warning = now;
        }
    }
}
