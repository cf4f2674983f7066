package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.registry.Follower;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.LogEntry;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FaultyRegistryTest {

    private final ManualTime time = new ManualTime();
    private final InMemoryRegistry store = newStore();
    private final FaultyRegistry faulty = new FaultyRegistry(store, time);
    private final List<String> told = new ArrayList<>();

    private InMemoryRegistry newStore() {
        return new InMemoryRegistry(time, LeasePolicy.DEFAULT, new SplittableRandom(1));
    }

    private void register(String id) {
        store.register(List.of(Registrations.of("orders", id).build()));
        time.run();
    }

    private CompletableFuture<Snapshot> ask() {
        CompletableFuture<Snapshot> answer = faulty.snapshot(Set.of()).toCompletableFuture();
        time.run();
        return answer;
    }

    private void follow() {
        Position from = ask().join().position();
        faulty.follow(from, new Follower() {
            @Override
            public void onEntry(LogEntry entry) {
                told.add("entry " + entry.position().revision());
            }

            @Override
            public void onGap(String reason, boolean historyLost) {
                told.add("gap");
            }

            @Override
            public void onAvailability(boolean available, String reason) {
                told.add(available ? "back" : "away: " + reason);
            }
        });
        time.run();
    }

    @Test
    void whileAwayRequestsFailAtOnceAndFollowersMissNothingInTheEnd() {
        follow();
        faulty.away("the cable is out");
        assertThatThrownBy(() -> ask().join())
                .hasRootCauseInstanceOf(RegistryException.class)
                .hasRootCauseMessage("The registry is away: the cable is out");
        register("a");
        assertThat(told).containsExactly("away: the cable is out");

        faulty.back();
        time.run();
        assertThat(told).containsExactly("away: the cable is out", "back", "entry 1");
        assertThat(ask()).isCompleted();
    }

    @Test
    void whoeverFollowsARegistryThatIsAwayIsToldSo() {
        follow();
        told.clear();
        faulty.away("gone");
        faulty.follow(Position.NONE, new Follower() {
            @Override
            public void onEntry(LogEntry entry) {}

            @Override
            public void onGap(String reason, boolean historyLost) {}

            @Override
            public void onAvailability(boolean available, String reason) {
                told.add("second " + available);
            }
        });
        time.run();

        assertThat(told).containsExactly("away: gone", "second false");
    }

    @Test
    void anAnswerUnderWayWhenTheCableGoesOutDoesNotCome() {
        faulty.delay(Duration.ofSeconds(1));
        CompletableFuture<Snapshot> answer = ask();
        faulty.away("gone");
        time.advance(Duration.ofSeconds(1));

        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void aDelayHoldsAnswersBackAndNothingElse() {
        faulty.delay(Duration.ofSeconds(1));
        CompletableFuture<?> answer = faulty.register(
                        List.of(Registrations.of("orders", "a").build()))
                .toCompletableFuture();
        time.advance(Duration.ofMillis(999));
        assertThat(answer).isNotDone();
        assertThat(names()).containsExactly("orders");

        time.advance(Duration.ofMillis(1));
        assertThat(answer).isCompleted();
    }

    private Set<String> names() {
        CompletableFuture<Snapshot> snapshot = store.snapshot(Set.of()).toCompletableFuture();
        time.run();
        return snapshot.join().names();
    }

    @Test
    void aLostAnswerWasDoneAndALostRequestWasNot() {
        faulty.loseAnswers(1);
        CompletableFuture<?> done =
                faulty.register(List.of(Registrations.of("done", "a").build())).toCompletableFuture();
        time.run();
        faulty.loseRequests(1);
        CompletableFuture<?> lost =
                faulty.register(List.of(Registrations.of("lost", "a").build())).toCompletableFuture();
        time.advance(Duration.ofMinutes(1));

        assertThat(done).isNotDone();
        assertThat(lost).isNotDone();
        assertThat(names()).containsExactly("done");
        assertThat(ask()).isCompleted();
    }

    @Test
    void aStalledReaderHearsNothingUntilItIsReleased() {
        follow();
        faulty.stall();
        register("a");
        assertThat(told).isEmpty();
        assertThat(ask()).isCompleted();

        faulty.unstall();
        time.run();
        assertThat(told).containsExactly("entry 1");
    }

    @Test
    void anotherStoreBehindTheSameAddressIsAGap() {
        follow();
        register("a");

        faulty.replaceStore(newStore());
        time.run();

        assertThat(told).containsExactly("entry 1", "gap");
        assertThat(ask().join().names()).isEmpty();
    }

    @Test
    void aRefusalOfTheStoreComesThrough() {
        store.close();

        assertThatThrownBy(() -> ask().join()).hasRootCauseMessage("The in-memory registry is closed");
    }
}
