package io.haplatform.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicInteger begun = new AtomicInteger();
    private long now = 17;

    @Test
    void allowsAShareOfTheCalls() {
        RetryBudget budget = budget(0.2, 0);
        calls(budget, 4);
        assertThat(retries(budget, 5)).isZero();

        calls(budget, 1);
        assertThat(retries(budget, 5)).isEqualTo(1);

        calls(budget, 95);
        assertThat(retries(budget, 50)).isEqualTo(19);
    }

    @Test
    void allowsSomeForEachSecondWhateverTheCalls() {
        assertThat(retries(budget(0, 10), 500)).isEqualTo(100);
        assertThat(retries(budget(0.2, 1), 500)).isEqualTo(10);
    }

    @Test
    void addsTheShareAndTheFreeOnes() {
        RetryBudget budget = budget(0.2, 10);
        calls(budget, 1_000);

        assertThat(retries(budget, 1_000)).isEqualTo(300);
    }

    @Test
    void retriesAreNoCallsThatAllowRetries() {
        RetryBudget budget = budget(1, 0);
        calls(budget, 10);

        // each retry begins an attempt: were it a call, there would be no end
        assertThat(retries(budget, 1_000)).isEqualTo(10);
    }

    @Test
    void forgetsCallsAfterTenSeconds() {
        RetryBudget budget = budget(0.2, 0);
        calls(budget, 100);

        now += 9 * SECOND;
        calls(budget, 0);
        assertThat(retries(budget, 1)).isEqualTo(1);

        now += SECOND;
        calls(budget, 0);
        assertThat(retries(budget, 1)).isZero();
    }

    @Test
    void forgetsRetriesAfterTenSeconds() {
        RetryBudget budget = budget(0, 10);
        assertThat(retries(budget, 500)).isEqualTo(100);

        now += 9 * SECOND;
        assertThat(retries(budget, 500)).isZero();

        now += SECOND;
        assertThat(retries(budget, 500)).isEqualTo(100);
    }

    @Test
    void movesItsWindowSecondBySecond() {
        RetryBudget budget = budget(0.1, 0);
        List<Integer> allowed = new ArrayList<>();
        for (int second = 0; second < 25; second++) {
            calls(budget, second < 5 ? 100 : 0);
            allowed.add(retries(budget, 1_000));
            now += SECOND;
        }

        // what each second's calls allow is used in it; nothing is left to use twice
        assertThat(allowed.subList(0, 5)).containsExactly(10, 10, 10, 10, 10);
        assertThat(allowed.subList(5, 25)).containsOnly(0);
    }

    @Test
    void aLongPauseEmptiesTheWindow() {
        RetryBudget budget = budget(0.2, 0);
        calls(budget, 100);
        now += 3_600 * SECOND;

        assertThat(retries(budget, 10)).isZero();
        calls(budget, 5);
        assertThat(retries(budget, 10)).isEqualTo(1);
    }

    @Test
    void countsOnWhenTheCounterAndTheClockWrap() {
        begun.set(Integer.MAX_VALUE - 50);
        now = Long.MAX_VALUE - SECOND / 2;
        RetryBudget budget = budget(0.2, 0);
        calls(budget, 100);

        assertThat(retries(budget, 100)).isEqualTo(20);

        now += 2 * SECOND;
        calls(budget, 100);
        assertThat(retries(budget, 100)).isEqualTo(20);
        begun.set(-50);
        RetryBudget other = budget(0.2, 0);
        calls(other, 100);
        assertThat(retries(other, 100)).isEqualTo(20);
    }

    @Test
    void givesOutExactlyWhatItHasToEightThreads() throws Exception {
        for (int round = 0; round < 50; round++) {
            RetryBudget budget = budget(0, 10);
            ExecutorService pool = Executors.newFixedThreadPool(8);
            try {
                CountDownLatch gate = new CountDownLatch(1);
                List<Future<Integer>> results = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    results.add(pool.submit(() -> {
                        gate.await();
                        int got = 0;
                        for (int attempt = 0; attempt < 50; attempt++) {
                            got += budget.tryRetry(now) ? 1 : 0;
                        }
                        return got;
                    }));
                }
                gate.countDown();
                int total = 0;
                for (Future<Integer> result : results) {
                    total += result.get();
                }
                assertThat(total).isEqualTo(100);
            } finally {
                pool.shutdownNow();
            }
        }
    }

    private RetryBudget budget(double ratio, int perSecond) {
        return new RetryBudget(begun::get, ratio, perSecond, now);
    }

    private void calls(RetryBudget budget, int count) {
        budget.onCall(now);
        for (int i = 0; i < count; i++) {
            budget.onCall(now);
            begun.incrementAndGet();
        }
    }

    private int retries(RetryBudget budget, int wanted) {
        int got = 0;
        for (int i = 0; i < wanted; i++) {
            if (budget.tryRetry(now)) {
                got++;
                begun.incrementAndGet();
            }
        }
        return got;
    }
}
