package io.haplatform.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.balance.Node;
import io.haplatform.core.instance.Instance;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * A million calls of eight threads, three in ten cancelled, failed or timed out, while the list of instances is swapped
 * a thousand times: every counter ends at exactly zero, and everything that was begun was ended once.
 */
class CountersTest {

    private static final int THREADS = 8;
    private static final int CALLS_EACH = 125_000;
    private static final int SWAPS = 1_000;

    private final CallBench bench = new CallBench();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder finished = new LongAdder();
    private final AtomicLong inside = new AtomicLong();
    private final AtomicLong done = new AtomicLong();

    @Test
    void everyCounterIsExactlyZeroInTheEnd() throws Exception {
        bench.listeners.clear();
        bench.listeners.add(counting());
        bench.guards.add(guarding());
        bench.policy = CallPolicyFixture.withoutBudget();
        bench.balancePolicy = new BalancePolicy("SEEN");
        swap(0);
        Calls calls = bench.calls();
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Long>> threads = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                SplittableRandom random = new SplittableRandom(thread);
                threads.add(pool.submit(() -> {
                    gate.await();
                    long opened = 0;
                    for (int i = 0; i < CALLS_EACH; i++) {
                        opened += call(calls, random);
                        done.incrementAndGet();
                    }
                    return opened;
                }));
            }
            gate.countDown();
            for (int swap = 1; swap <= SWAPS; swap++) {
                // spread over the whole run: the calls are what moves time on
                while (done.get() < (long) swap * THREADS * CALLS_EACH / (SWAPS + 1)
                        && threads.stream().noneMatch(Future::isDone)) {
                    Thread.onSpinWait();
                }
                swap(swap);
            }
            long opened = 0;
            for (Future<Long> thread : threads) {
                opened += thread.get();
            }

            assertThat(bench.everyNode).hasSizeGreaterThan(SWAPS);
            assertThat(bench.everyNode)
                    .allSatisfy(node -> assertThat(node.inFlight()).isZero());
            assertThat(inside.get())
                    .as("calls that a guard let in and did not see leave")
                    .isZero();
            assertThat(attempts.sum()).as("attempts closed").isEqualTo(opened);
            assertThat(finished.sum()).as("calls finished").isEqualTo((long) THREADS * CALLS_EACH);
            assertThat(bench.everyNode.stream().mapToLong(Node::begun).sum())
                    .as("attempts begun")
                    .isEqualTo(opened);
        } finally {
            pool.shutdownNow();
        }
    }

    /** One call: seven in ten go well, the others end in each of the ways there are. */
    private long call(Calls calls, SplittableRandom random) {
        Call call = calls.begin("orders", CallBench.request("GET"));
        long opened = 0;
        try {
            while (true) {
                Attempt attempt = call.next();
                opened++;
                int fate = random.nextInt(100);
                if (fate < 70) {
                    call.conclude(attempt, Outcome.SUCCESS);
                    // somebody closes it a second time
                    attempt.close(Outcome.IGNORED);
                    return opened;
                } else if (fate < 80) {
                    call.cancel();
                    return opened;
                } else if (fate < 85) {
                    attempt.close(Outcome.failure(Outcome.Kind.ERROR, new IOException()));
                    return opened;
                } else {
                    Outcome.Kind kind =
                            fate < 90 ? Outcome.Kind.RESET : fate < 95 ? Outcome.Kind.TIMEOUT : Outcome.Kind.REFUSED;
                    Verdict verdict = call.conclude(attempt, Outcome.failure(kind, new IOException()));
                    if (verdict instanceof Verdict.Done) {
                        return opened;
                    }
                    if (fate == 99) {
                        call.cancel();
                        return opened;
                    }
                }
            }
        } catch (NoInstanceException | CallTimeoutException e) {
            // time runs fast here: a thread that was put aside between two attempts may find its call's time over
            return opened;
        }
    }

    /** Ten instances, one of them restarted, one of them new, one of them gone with every swap. */
    private void swap(int swap) {
        String[] instances = new String[10];
        for (int i = 0; i < instances.length; i++) {
            instances[i] = "i" + (swap + i) + "#" + (i == 5 ? swap : 0);
        }
        bench.services.set("orders", instances);
        bench.time.advance(Duration.ofMillis(60));
    }

    private CallListener counting() {
        return new CallListener() {
            @Override
            public void onAttempt(Call call, Instance instance, Outcome outcome, long nanos) {
                attempts.increment();
            }

            @Override
            public void onFinish(Call call, Outcome outcome, long nanos) {
                finished.increment();
            }
        };
    }

    private CallGuard guarding() {
        return new CallGuard() {
            @Override
            public void enter(String service) {
                inside.incrementAndGet();
            }

            @Override
            public void exit(String service, Outcome outcome, long nanos) {
                inside.decrementAndGet();
            }
        };
    }
}
