package io.haplatform.spring.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.time.ManualTime;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.spring.blocking.Exchange.End;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One request's time: what ends it, what cuts it, and who is told. */
@Timeout(30)
class ExchangeTest {

    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
    private static final End.Read READ = new End.Read();

    private final ManualTime time = new ManualTime();
    private final SerialExecutor timers = time.serial("test");
    private final List<String> aside = new CopyOnWriteArrayList<>();
    private final List<End> ends = new CopyOnWriteArrayList<>();
    private final Exchange exchange = begin();

    private Exchange begin() {
        Exchange begun = new Exchange(() -> "too late", TWO_SECONDS, false, time, timers, Runnable::run);
        begun.onCut(() -> aside.add("let go"));
        return begun;
    }

    @Test
    void itsTimeRunsDownToNothingAndNotBelow() {
        assertThat(exchange.remaining()).isEqualTo(TWO_SECONDS);
        time.advance(Duration.ofMillis(1_500));
        assertThat(exchange.remaining()).hasMillis(500);
        time.advance(Duration.ofMillis(1_500));
        assertThat(exchange.remaining()).isZero();
    }

    @Test
    void readInTimeItIsNeverCut() {
        exchange.whenEnded(ends::add);
        exchange.answered();
        exchange.end(READ);
        time.advance(TWO_SECONDS);
        assertThat(ends).containsExactly(READ);
        assertThat(aside).isEmpty();
        assertThat(exchange.isCut()).isFalse();
    }

    @Test
    void theFirstEndCountsAndIsToldOnceWhoeverAsksWhen() {
        exchange.end(READ);
        exchange.end(new End.Forgotten());
        exchange.whenEnded(ends::add);
        exchange.end(new End.Forgotten());
        assertThat(ends).containsExactly(READ);
    }

    @Test
    void anAnswerThatNobodyReadsIsForgottenWhenItsTimeIsOver() {
        exchange.whenEnded(ends::add);
        exchange.answered();
        time.advance(TWO_SECONDS.minusNanos(1));
        assertThat(ends).isEmpty();
        time.advance(Duration.ofNanos(1));
        assertThat(ends).containsExactly(new End.Forgotten());
        assertThat(aside).containsExactly("let go");
    }

    @Test
    void aCutThatMeetsSomebodyWaitingLeavesTheEndToHim() {
        exchange.whenEnded(ends::add);
        exchange.answered();
        exchange.waiting(true);
        time.advance(TWO_SECONDS);
        assertThat(ends).isEmpty();
        assertThat(aside).containsExactly("let go");
        assertThat(exchange.failure(new IOException("Stream closed")))
                .isInstanceOf(HttpTimeoutException.class)
                .hasMessage("too late")
                .hasNoCause();
    }

    @Test
    void whatIsToLetGoIsToldAtOnceIfTheCutHasBeen() {
        time.advance(TWO_SECONDS);
        exchange.onCut(() -> aside.add("at once"));
        assertThat(aside).containsExactly("let go", "at once");
    }

    @Test
    void aStreamThatIsReadHasNoTime() {
        exchange.whenEnded(ends::add);
        exchange.answered();
        exchange.unlimited();
        time.advance(Duration.ofHours(1));
        exchange.cut();
        assertThat(exchange.isUnlimited()).isTrue();
        assertThat(exchange.isCut()).isFalse();
        assertThat(ends).isEmpty();
    }

    @Test
    void aStreamThatWasCutStaysCutWhoeverReadsItThen() {
        exchange.answered();
        time.advance(TWO_SECONDS);
        exchange.unlimited();
        assertThat(exchange.isCut()).isTrue();
        assertThat(exchange.isUnlimited()).isFalse();
    }

    @Test
    void anAnswerFromElsewhereEndsItUnlessTheInstanceHasAnswered() {
        exchange.whenEnded(ends::add);
        exchange.returned();
        assertThat(ends).containsExactly(new End.Elsewhere());

        ends.clear();
        Exchange failed = begin();
        IOException refused = new IOException("refused");
        failed.whenEnded(ends::add);
        failed.failed(refused);
        failed.returned();
        assertThat(ends).containsExactly(new End.Failed(refused));

        ends.clear();
        Exchange askedTwice = begin();
        askedTwice.whenEnded(ends::add);
        askedTwice.failed(refused);
        askedTwice.answered();
        askedTwice.returned();
        assertThat(ends).isEmpty();
    }

    @Test
    void nothingIsBegunWhenTheTimeIsOver() {
        time.advance(TWO_SECONDS);
        assertThatThrownBy(() -> exchange.interruptibly(() -> {
                    throw new AssertionError("begun");
                }))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void theCutInterruptsWhoeverBlocksAndLeavesNoInterruptBehind() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CompletableFuture<String> went = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                exchange.interruptibly(() -> {
                    blocked.countDown();
                    try {
                        new CountDownLatch(1).await();
                        return "never";
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // as libraries do
                        throw new IOException("interrupted", e);
                    }
                });
            } catch (IOException e) {
                went.complete(
                        e.getMessage() + ", still: " + Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        blocked.await();
        time.advance(TWO_SECONDS);
        assertThat(went.get()).isEqualTo("interrupted, still: false");
    }

    /** The cut has taken the thread to interrupt it, and the answer comes before it does. */
    @Test
    void anInterruptOnItsWayDoesNotReachWhatTheCallerDoesNext() throws Exception {
        CountDownLatch takenByTheCut = new CountDownLatch(1);
        CountDownLatch interruptMayCome = new CountDownLatch(1);
        CountDownLatch interruptHasCome = new CountDownLatch(1);
        CompletableFuture<Boolean> after = new CompletableFuture<>();
        Thread caller =
                new Thread(() -> {
                    try {
                        exchange.interruptibly(() -> {
                            awaitUninterruptibly(takenByTheCut);
                            interruptMayCome.countDown();
                            return "answer";
                        });
                        awaitUninterruptibly(interruptHasCome);
                        after.complete(Thread.currentThread().isInterrupted());
                    } catch (Throwable e) {
                        after.completeExceptionally(e);
                    }
                }) {
                    @Override
                    public void interrupt() {
                        takenByTheCut.countDown();
                        awaitUninterruptibly(interruptMayCome);
                        super.interrupt();
                        interruptHasCome.countDown();
                    }
                };
        caller.start();
        while (caller.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        time.advance(TWO_SECONDS);
        assertThat(after.get()).isFalse();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void endCutAndListenerMayMeetInAnyWayAndTheEndIsToldOnce() throws Exception {
        int rounds = 2_000;
        List<Exchange> exchanges = new ArrayList<>();
        List<List<End>> told = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            exchanges.add(begin());
            exchanges.get(i).answered();
            told.add(new CopyOnWriteArrayList<>());
        }
        CyclicBarrier gate = new CyclicBarrier(3);
        Thread reader = together(gate, rounds, i -> exchanges.get(i).end(READ));
        Thread timer = together(gate, rounds, i -> exchanges.get(i).cut());
        Thread driver = together(gate, rounds, i -> exchanges.get(i).whenEnded(told.get(i)::add));
        reader.join();
        timer.join();
        driver.join();
        assertThat(told).allSatisfy(ends -> assertThat(ends).hasSize(1));
    }

    private interface Step {
        void at(int round);
    }

    private static Thread together(CyclicBarrier gate, int rounds, Step step) {
        Thread thread = new Thread(() -> {
            try {
                for (int i = 0; i < rounds; i++) {
                    gate.await();
                    step.at(i);
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        thread.start();
        return thread;
    }
}
