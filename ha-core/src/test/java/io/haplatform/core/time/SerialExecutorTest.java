package io.haplatform.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** On real threads, as production has it. */
@Timeout(30)
class SerialExecutorTest {

    private static final int THREADS = 8;
    private static final int TASKS = 2_000;

    private final SystemTime time = new SystemTime("serial-test");
    private final SerialExecutor executor = time.serial("test");

    @AfterEach
    void close() {
        time.close();
    }

    @Test
    void tasksOfManyThreadsRunOneAtATimeEachOnceAndInOrderPerThread() throws Exception {
        CyclicBarrier gate = new CyclicBarrier(THREADS);
        CountDownLatch ran = new CountDownLatch(THREADS * TASKS);
        List<List<Integer>> seen = new ArrayList<>();
        int[] unguarded = {0};
        AtomicInteger together = new AtomicInteger();
        AtomicInteger collisions = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            List<Integer> mine = new ArrayList<>();
            seen.add(mine);
            threads.add(new Thread(() -> {
                await(gate);
                for (int i = 0; i < TASKS; i++) {
                    int number = i;
                    executor.execute(() -> {
                        if (together.incrementAndGet() > 1) {
                            collisions.incrementAndGet();
                        }
                        unguarded[0]++;
                        mine.add(number);
                        together.decrementAndGet();
                        ran.countDown();
                    });
                }
            }));
        }
        threads.forEach(Thread::start);

        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(collisions).hasValue(0);
        assertThat(unguarded[0]).isEqualTo(THREADS * TASKS);
        for (List<Integer> mine : seen) {
            assertThat(mine).hasSize(TASKS).isSorted();
        }
    }

    @Test
    void aTaskThatThrowsIsLoggedAndTheOnesBehindItRun() throws Exception {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(SerialExecutor.class);
        logged.start();
        logger.addAppender(logged);
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<String> behind = new CompletableFuture<>();

        executor.execute(() -> await(gate));
        executor.execute(() -> {
            throw new IllegalStateException("planted");
        });
        executor.execute(() -> {
            throw new StackOverflowError("planted too");
        });
        executor.execute(() -> behind.complete("ran"));
        gate.countDown();

        assertThat(behind.get(10, TimeUnit.SECONDS)).isEqualTo("ran");
        logger.detachAppender(logged);
        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "A task of test failed; the tasks behind it go on",
                        "A task of test failed; the tasks behind it go on");
    }

    @Test
    void aTimerRunsNotBeforeItsTimeAndOnTheExecutor() throws Exception {
        long start = time.nanos();
        CompletableFuture<Long> fired = new CompletableFuture<>();

        executor.schedule(Duration.ofMillis(20), () -> fired.complete(time.nanos()));

        assertThat(fired.get(10, TimeUnit.SECONDS) - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
    }

    @Test
    void aCancelledTimerDoesNotRun() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CompletableFuture<Void> later = new CompletableFuture<>();

        executor.schedule(Duration.ofMillis(20), runs::incrementAndGet).cancel();
        executor.schedule(Duration.ofMillis(40), () -> later.complete(null));

        later.get(10, TimeUnit.SECONDS);
        assertThat(runs).hasValue(0);
    }

    @Test
    void whoeverComesAfterCloseIsDroppedAndNotThrownAt() {
        time.close();

        assertThatCode(() -> {
                    executor.execute(() -> {});
                    executor.schedule(Duration.ofMillis(1), () -> {}).cancel();
                    time.serial("another").execute(() -> {});
                })
                .doesNotThrowAnyException();
    }

    @Test
    void twoExecutorsDoNotWaitForEachOther() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<Void> other = new CompletableFuture<>();

        executor.execute(() -> await(gate));
        time.serial("other").execute(() -> other.complete(null));

        other.get(10, TimeUnit.SECONDS);
        gate.countDown();
    }

    @Test
    void itsThreadsDoNotKeepTheProcessAlive() throws Exception {
        CompletableFuture<Boolean> daemon = new CompletableFuture<>();
        executor.execute(() -> daemon.complete(Thread.currentThread().isDaemon()
                && Thread.currentThread().getName().startsWith("serial-test-")));

        assertThat(daemon.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(executor).hasToString("SerialExecutor[test]");
    }

    private static void await(CyclicBarrier gate) {
        try {
            gate.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
