package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.redis.Witness.Claims;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

    private static final Duration LIMIT = Duration.ofSeconds(Integer.getInteger("ha.test.faults", 15));
    private static final long FIRST_SEED = Long.getLong("ha.test.faults.seed", 1);
    /** They mostly wait, so that they can be told at the same time. */
    private static final int HISTORIES = 3;

    private record Told(List<String> violations, Set<Outage> met, long published, Claims claims) {}

    private final OutageDeck deck = new OutageDeck(FIRST_SEED);

    @Test
    void noAccidentCostsALivingInstanceOrAChange() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(HISTORIES);
        List<Future<Told>> running = new ArrayList<>();
        for (int i = 0; i < HISTORIES; i++) {
            long seed = FIRST_SEED + i;
            running.add(threads.submit(() -> told(seed)));
        }
        threads.shutdown();
        List<String> violations = new ArrayList<>();
        Set<Outage> met = EnumSet.noneOf(Outage.class);
        List<Told> all = new ArrayList<>();
        for (Future<Told> each : running) {
            Told told = each.get();
            all.add(told);
            violations.addAll(told.violations());
            met.addAll(told.met());
        }
        // before the counters: a history that ends at a violation may not have got far
        assertThat(violations).isEmpty();
        assertThat(met).containsExactly(Outage.values());
        assertThat(all).allSatisfy(told -> {
            assertThat(told.published()).as("views looked at").isPositive();
            assertThat(told.claims().owned())
                    .as("looks that found one owner of the id that all want")
                    .isPositive();
        });
        assertThat(all.stream().mapToInt(told -> told.claims().handedOver()).sum())
                .as("how often that id got another owner")
                .isPositive();
    }

    /** What the history itself could not do is told with what led to it, and does not end the other histories. */
    private static void round(FaultHistory history) {
        try {
            history.round();
        } catch (RuntimeException | AssertionError e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            history.witness().violated("the history could not go on: " + trace);
        }
    }

    /** Until the time is over and each outage has happened somewhere, or something has happened that must not. */
    private Told told(long seed) {
        long end = System.nanoTime() + LIMIT.toNanos();
        try (FaultHistory history = new FaultHistory(seed, deck)) {
            while ((!deck.isThrough() || System.nanoTime() - end < 0)
                    && history.witness().violations().isEmpty()) {
                round(history);
            }
            System.out.println("history of seed " + seed + ": " + history);
            List<String> violations = history.witness().violations().stream()
                    .map(violation -> "seed " + seed + ": " + violation)
                    .toList();
            return new Told(
                    violations,
                    history.met(),
                    history.witness().published(),
                    history.witness().claims());
        }
    }
}
