package io.haplatform.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ManualTimeTest {

    private final ManualTime time = new ManualTime();
    private final SerialExecutor executor = time.serial("test");
    private final List<String> history = new ArrayList<>();

    private Runnable note(String what) {
        return () -> history.add(what + "@" + Duration.ofNanos(time.nanos()).toMillis());
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void nothingRunsBeforeItIsTold() {
        executor.execute(note("a"));

        assertThat(history).isEmpty();
        assertThat(time.isIdle()).isFalse();

        time.run();
        assertThat(history).containsExactly("a@0");
        assertThat(time.isIdle()).isTrue();
    }

    @Test
    void timersRunInOrderOfTheirTimeThenOfTheirSubmissionAndSeeTheClockThere() {
        executor.schedule(ms(20), note("late"));
        executor.schedule(ms(10), note("first"));
        executor.schedule(ms(10), note("second"));

        time.advance(ms(15));
        assertThat(history).containsExactly("first@10", "second@10");
        assertThat(Duration.ofNanos(time.nanos())).isEqualTo(ms(15));

        time.advance(ms(5));
        assertThat(history).endsWith("late@20");
    }

    @Test
    void whatATimerStartsRunsBeforeTheNextTimer() {
        executor.schedule(ms(10), () -> {
            note("a").run();
            executor.execute(note("b"));
            executor.schedule(ms(5), note("c"));
        });
        executor.schedule(ms(12), note("d"));

        time.advance(ms(20));

        assertThat(history).containsExactly("a@10", "b@10", "d@12", "c@15");
    }

    @Test
    void aDelayOfNothingQueuesAtOnce() {
        executor.schedule(Duration.ZERO, note("zero"));
        executor.schedule(ms(-5), note("less"));
        Cancellable cancelled = executor.schedule(Duration.ZERO, note("cancelled"));
        cancelled.cancel();

        time.run();

        assertThat(history).containsExactly("zero@0", "less@0");
    }

    @Test
    void aCancelledTimerDoesNotRun() {
        Cancellable timer = executor.schedule(ms(10), note("never"));
        timer.cancel();
        timer.cancel();

        time.advance(ms(20));

        assertThat(history).isEmpty();
    }

    @Test
    void aJumpRunsAllThatWasDueLate() {
        executor.schedule(ms(10), note("a"));
        executor.schedule(ms(20), note("b"));
        executor.schedule(ms(99), note("later"));

        time.jump(ms(50));

        assertThat(history).containsExactly("a@50", "b@50");
    }

    @Test
    void sleepMovesTheClockAndNeverBack() {
        executor.schedule(ms(10), () -> {
            time.sleep(ms(100));
            note("slept").run();
        });
        executor.schedule(ms(15), note("behind"));

        time.advance(ms(20));

        assertThat(history).containsExactly("slept@110", "behind@110");
        assertThat(Duration.ofNanos(time.nanos())).isEqualTo(ms(110));
    }

    @Test
    void awaitingMovesTheClockToWhereTheStageCompletesAndNoFurther() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        executor.schedule(ms(30), () -> stage.complete("done"));
        executor.schedule(ms(31), note("later"));

        time.await(stage, ms(1_000));

        assertThat(stage).isCompleted();
        assertThat(Duration.ofNanos(time.nanos())).isEqualTo(ms(30));
        assertThat(history).isEmpty();
    }

    @Test
    void awaitingWhatNeverComesEndsAtItsTime() {
        executor.schedule(ms(10), note("a"));
        executor.schedule(ms(51), note("later"));

        time.await(new CompletableFuture<>(), ms(50));

        assertThat(history).containsExactly("a@10");
        assertThat(Duration.ofNanos(time.nanos())).isEqualTo(ms(50));
    }

    @Test
    void blockingWorkRunsWhenToldToAsAllElseDoes() {
        time.blocking().execute(note("looked up"));
        assertThat(history).isEmpty();

        time.run();
        assertThat(history).containsExactly("looked up@0");
    }

    @Test
    void theDateGoesWithTheClock() {
        ManualTime dated = new ManualTime(Instant.parse("2030-05-01T10:00:00Z"));

        dated.advance(ms(1_500));

        assertThat(dated.now()).isEqualTo("2030-05-01T10:00:01.500Z");
    }

    @Test
    void afterCloseNothingRuns() {
        executor.execute(note("queued"));
        executor.schedule(ms(10), note("timer"));

        time.close();
        executor.execute(note("later"));
        executor.schedule(ms(10), note("later timer"));
        time.advance(ms(20));

        assertThat(history).isEmpty();
    }
}
