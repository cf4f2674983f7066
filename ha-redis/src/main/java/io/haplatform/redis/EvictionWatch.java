package io.haplatform.redis;

import io.haplatform.core.time.SerialExecutor;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis may evict what it holds of the registry. Asks when a connection comes into use and each minute after,
 * so that whoever follows the remedy sees it work, and says each change once.
 *
 * <p>Thread-safe. A Redis that does not tell is taken for what it was known to be.
 */
final class EvictionWatch {

    private static final Logger log = LoggerFactory.getLogger(RedisRegistry.class);

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final String EVICTING = "maxmemory_policy:allkeys";

    private final String redis;
    private final SerialExecutor serial;
    private volatile @Nullable String warning;

    /** @param redis what it is called in a sentence */
    EvictionWatch(String redis, SerialExecutor serial) {
        this.redis = redis;
        this.serial = serial;
    }

    /** What an operator should change, with its remedy; null when nothing is to be feared, or known yet. */
    @Nullable
    String warning() {
        return warning;
    }

    /**
     * Asks now, and again as long as the connection is in use.
     *
     * @param inUse asked inside the executor
     */
    void begin(StatefulRedisConnection<String, String> connection, BooleanSupplier inUse) {
        connection.async().info("memory").whenComplete((info, failure) -> {
            if (info == null) {
                log.debug("{} does not tell its maxmemory-policy", redis, failure);
            } else {
                learn(info);
            }
        });
        serial.schedule(PAUSE, () -> {
            if (inUse.getAsBoolean()) {
                begin(connection, inUse);
            }
        });
    }

    private synchronized void learn(String info) {
        String evicting = info.lines()
                .filter(line -> line.startsWith(EVICTING))
                .map(line -> line.substring(line.indexOf(':') + 1))
                .findFirst()
                .orElse(null);
        String before = warning;
        if (evicting == null) {
            if (before != null) {
                log.info("{} no longer evicts what it holds of the registry", redis);
            }
            warning = null;
            return;
        }
        String now = redis + " has maxmemory-policy " + evicting + " and may evict the registry when memory runs short:"
                + " set maxmemory-policy to noeviction or a volatile-* policy, or use another Redis";
        if (!now.equals(before)) {
            log.warn("{}", now);
        }
        warning = now;
    }
}
