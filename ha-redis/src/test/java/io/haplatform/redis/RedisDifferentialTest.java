package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.registry.InMemoryRegistry;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scripts against the model: the same random operations at the same times on {@link InMemoryRegistry} and on a real
 * Redis give the same replies and the same log. A few long sequences reach what takes long to come about, many short ones
 * every beginning. {@code -Dha.test.differential=100000} runs more operations, {@code
 * -Dha.test.differential.sequences=100000} more sequences.
 */
class RedisDifferentialTest {

    private static final int OPERATIONS = Integer.getInteger("ha.test.differential", 4_000);
    /** Fewer than the log keeps, so that it can be compared whole. */
    private static final int SEQUENCE = 1_000;

    private static final int SHORT_SEQUENCES = Integer.getInteger("ha.test.differential.sequences", 400);
    private static final int SHORT_SEQUENCE = 10;
    private static final int STORES_AT_ONCE = 3;

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.haplatform.redis.RedisServers#kinds")
    void redisAnswersAsTheModelDoes(String kind) throws InterruptedException {
        StringBuilder met = new StringBuilder();
        for (int seed = 0; seed < OPERATIONS / SEQUENCE; seed++) {
            try (DifferentialPair pair =
                    new DifferentialPair(RedisServers.shared(kind).endpoint(), seed)) {
                for (int i = 0; i < SEQUENCE; i++) {
                    pair.step();
                }
                pair.compareLogs(met);
            }
        }
        assertThat(met.toString())
                .as("a comparison in which nothing happens proves nothing")
                .contains("Put[", "DEREGISTERED", "EXPIRED", "LAPSED", "Observed[", "Unobserved[")
                .contains("OverridePut[", "OverrideRemoved[", "PROTECTED", "PROVEN", "connections are refused");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.haplatform.redis.RedisServers#kinds")
    void andAnswersSoFromTheFirstOperationOfAStore(String kind) {
        // most of the time is spent waiting for answers
        IntStream.range(0, STORES_AT_ONCE).parallel().forEach(first -> {
            try (DifferentialPair pair =
                    new DifferentialPair(RedisServers.shared(kind).endpoint(), first)) {
                for (int seed = first; seed < SHORT_SEQUENCES; seed += STORES_AT_ONCE) {
                    pair.beginAnew(seed);
                    for (int i = 0; i < SHORT_SEQUENCE; i++) {
                        pair.step();
                    }
                }
            }
        });
    }
}
