package io.haplatform.core.call;

import static io.haplatform.core.call.CallBench.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Instance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who wins when several end the same attempt. */
class RunningCallRaceTest {

    private static final Outcome UNAVAILABLE = Outcome.status(503, null);

    private final CallBench bench = new CallBench();

    /**
     * Success, failure, a timer and a cancel, all at the same moment. Eight threads end the same long row of attempts,
     * each in its own way: whoever is behind finds them ended and catches up, so that they meet over and over.
     */
    @ParameterizedTest(name = "in attempt {0} of the call")
    @ValueSource(ints = {1, 2})
    void ofEightWhoEndAnAttemptOneDoes(int which) throws Exception {
        int row = 100_000;
        bench.behave("a=ok b=ok");
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger finished = new AtomicInteger();
        bench.listeners.clear();
        bench.listeners.add(new CallListener() {
            @Override
            public void onAttempt(Call call, Instance instance, Outcome outcome, long nanos) {
                attempts.incrementAndGet();
            }

            @Override
            public void onFinish(Call call, Outcome outcome, long nanos) {
                finished.incrementAndGet();
            }
        });
        bench.policy = CallPolicyFixture.withoutBudget();
        List<Call> calls = new ArrayList<>();
        List<Attempt> open = new ArrayList<>();
        Calls runner = bench.calls();
        for (int i = 0; i < row; i++) {
            Call call = runner.begin("orders", request("GET"));
            if (which == 2) {
                call.conclude(call.next(), Outcome.failure(Outcome.Kind.ERROR, new IOException()));
            }
            calls.add(call);
            open.add(call.next());
        }
        attempts.set(0);

        endAll(calls, open);
        assertThat(attempts).hasValue(row);

        // a failure that won, and was not cancelled after it, lets its call go on
        calls.forEach(Call::cancel);
        assertThat(attempts).hasValue(row);
        assertThat(finished).hasValue(row);
        assertThat(bench.inFlight()).isEqualTo("0 0");
    }

    private static void endAll(List<Call> calls, List<Attempt> open) throws Exception {
        List<BiConsumer<Call, Attempt>> enders = List.of(
                (call, attempt) -> call.conclude(attempt, Outcome.SUCCESS),
                (call, attempt) -> call.conclude(attempt, UNAVAILABLE),
                (call, attempt) -> attempt.close(Outcome.IGNORED),
                (call, attempt) -> call.cancel(),
                (call, attempt) -> call.conclude(attempt, UNAVAILABLE),
                (call, attempt) -> attempt.close(Outcome.SUCCESS),
                (call, attempt) -> call.conclude(attempt, UNAVAILABLE),
                (call, attempt) -> call.conclude(attempt, UNAVAILABLE));
        ExecutorService pool = Executors.newFixedThreadPool(enders.size());
        try {
            CountDownLatch gate = new CountDownLatch(1);
            List<Future<?>> done = new ArrayList<>();
            for (BiConsumer<Call, Attempt> ender : enders) {
                done.add(pool.submit(() -> {
                    gate.await();
                    for (int i = 0; i < calls.size(); i++) {
                        ender.accept(calls.get(i), open.get(i));
                    }
                    return null;
                }));
            }
            gate.countDown();
            for (Future<?> future : done) {
                future.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
