package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Random accidents under several processes on real redis-servers, and what must never come of them: a living instance
 * dropped, a list empty, a change lost, two owners of one id. {@code -Dha.test.faults=180} goes on for so many seconds,
 * {@code -Dha.test.faults.seed=7} begins with another seed.
 */
class RedisFaultHistoriesTest {

    private static final Duration LIMIT = Duration.ofSeconds(Integer.getInteger("ha.test.faults", 25));
    private static final long FIRST_SEED = Long.getLong("ha.test.faults.seed", 1);
    /** They mostly wait, so that they can be told at the same time. */
    private static final int HISTORIES = 3;

    @Test
    void noAccidentCostsALivingInstanceOrAChange() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(HISTORIES);
        List<Future<List<String>>> running = new ArrayList<>();
        for (int i = 0; i < HISTORIES; i++) {
            long seed = FIRST_SEED + i;
            running.add(threads.submit(() -> violations(seed)));
        }
        threads.shutdown();
        List<String> violations = new ArrayList<>();
        for (Future<List<String>> each : running) {
            violations.addAll(each.get());
        }
        assertThat(violations).isEmpty();
    }

    private static List<String> violations(long seed) {
        long end = System.nanoTime() + LIMIT.toNanos();
        try (FaultHistory history = new FaultHistory(seed)) {
            while (System.nanoTime() - end < 0 && history.witness().violations().isEmpty()) {
                history.round();
            }
            System.out.println("history of seed " + seed + ": " + history);
            assertThat(history.witness().published()).as("views looked at").isPositive();
            return history.witness().violations().stream()
                    .map(violation -> "seed " + seed + ": " + violation)
                    .toList();
        }
    }
}
