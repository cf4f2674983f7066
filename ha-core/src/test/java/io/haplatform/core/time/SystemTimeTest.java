package io.haplatform.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SystemTimeTest {

    @Test
    void sleepsAtLeastAsLongAsItIsTold() throws Exception {
        try (SystemTime time = new SystemTime("sleeper")) {
            long start = time.nanos();
            time.sleep(Duration.ofMillis(5));
            assertThat(time.nanos() - start).isGreaterThanOrEqualTo(5_000_000);
        }
    }

    @Test
    void tellsTheDateOfTheMachine() {
        try (SystemTime time = new SystemTime("date")) {
            Instant before = Instant.now();
            assertThat(time.now()).isBetween(before, before.plusSeconds(60));
        }
    }

    @Test
    void awaitsAStageOrTheEndOfTheTime() throws Exception {
        try (SystemTime time = new SystemTime("waiter")) {
            CompletableFuture<String> stage = new CompletableFuture<>();
            time.serial("completer").execute(() -> stage.complete("done"));
            time.await(stage, Duration.ofSeconds(10));
            assertThat(stage).isDone();

            long start = time.nanos();
            time.await(new CompletableFuture<>(), Duration.ofMillis(5));
            assertThat(time.nanos() - start).isGreaterThanOrEqualTo(5_000_000);
        }
    }

    @Test
    void blockingTasksDoNotHoldUpSerialExecutors() throws Exception {
        try (SystemTime time = new SystemTime("blocked")) {
            CountDownLatch gate = new CountDownLatch(1);
            CompletableFuture<String> ran = new CompletableFuture<>();
            for (int i = 0; i < 10; i++) {
                time.blocking().execute(() -> {
                    try {
                        gate.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
            }
            time.serial("other").execute(() -> ran.complete("ran"));

            assertThat(ran.get(10, TimeUnit.SECONDS)).isEqualTo("ran");
            gate.countDown();
        }
    }

    @Test
    void whoeverBlocksAfterCloseIsDropped() {
        SystemTime time = new SystemTime("closed");
        time.close();

        assertThatCode(() -> time.blocking().execute(() -> {})).doesNotThrowAnyException();
    }
}
