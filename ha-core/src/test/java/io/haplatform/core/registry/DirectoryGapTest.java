package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.instance;
import static io.haplatform.core.registry.ScriptedRegistry.at;
import static io.haplatform.core.registry.ScriptedRegistry.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a directory does when the log does not go on: trimmed, forked, lost, stuck. */
class DirectoryGapTest extends DirectoryRules {

    @Test
    void afterAGapTheServicesAreReadAnewAndTheLogIsFollowedFromThere() {
        follows(instance("orders", "a"), instance("orders", "b"));

        gap();
        assertThat(ids()).as("until then").containsExactly("a", "b");
        answer(20_000, "orders", instance("orders", "b"), instance("orders", "c"));

        assertThat(ids()).containsExactly("b", "c");
        assertThat(registry.followedFrom).containsExactly(at(1), at(20_000));
        assertThat(directory.status().gaps()).isEqualTo(1);
        assertThat(events)
                .as("nobody saw why a went")
                .extracting(event ->
                        event.getClass().getSimpleName() + " " + event.key().id())
                .containsExactly("ServiceExpired a", "ServiceRegistered c");

        log(20_001, put(instance("orders", "d")));
        assertThat(ids()).containsExactly("b", "c", "d");
    }

    @Test
    void whatTheOldPlaceStillBringsIsNotRead() {
        follows(instance("orders", "a"));
        Follower old = registry.follower();
        gap();
        old.onEntry(ScriptedRegistry.entry(2, time.now(), put(instance("orders", "ghost"))));
        old.onGap("again", false);
        old.onAvailability(false, "old");
        time.advance(Duration.ofMillis(5));

        answer(9, "orders", instance("orders", "a"));
        old.onEntry(ScriptedRegistry.entry(10, time.now(), put(instance("orders", "ghost"))));
        old.onGap("again", false);
        old.onAvailability(false, "old");
        time.run();

        assertThat(ids()).containsExactly("a");
        assertThat(directory.status().gaps()).isEqualTo(1);
        assertThat(directory.status().available()).isTrue();
    }

    @Test
    void anEntryThatDoesNotFollowIsAGapEvenIfTheRegistryDidNotNotice() {
        follows(instance("orders", "a"));

        log(3, put(instance("orders", "c")));
        time.advance(Duration.ofMillis(5));

        assertThat(ids()).containsExactly("a");
        assertThat(asked()).containsExactly("orders");
    }

    @Test
    void anEntryThatComesTwiceIsReadOnce() {
        follows(instance("orders", "a"));
        log(2, put(instance("orders", "b")));

        log(2, put(instance("orders", "b")));

        assertThat(directory.status().gaps()).isZero();
        assertThat(events).hasSize(1);
    }

    @Test
    void aSnapshotThatWasAskedForBeforeTheGapIsNotTaken() {
        follows(instance("orders", "a"));
        directory.view("stock");
        time.run();
        ScriptedRegistry.Asked<Set<String>, Snapshot> before = next(registry.snapshots);

        gap();
        before.answer()
                .complete(ScriptedRegistry.snapshot(
                        at(2), time.now(), Map.of("stock", List.of(instance("stock", "old")))));
        time.run();
        assertThat(directory.view("stock").known()).isFalse();

        assertThat(registry.snapshots.peek().question()).containsExactlyInAnyOrder("orders", "stock");
    }

    @Test
    void aSnapshotOfAnotherStoreWhileTheLogIsFollowedMeansReadingAllAnew() {
        follows(instance("orders", "a"));
        directory.view("stock");
        time.run();

        answer(inNewStore(3), "stock", instance("stock", "x"));
        assertThat(directory.view("stock").known()).isFalse();
        time.advance(Duration.ofMillis(5));
        answer(ScriptedRegistry.snapshot(
                inNewStore(3), time.now(), Map.of("orders", List.of(), "stock", List.of(instance("stock", "x")))));

        assertThat(ids()).as("unconfirmed").containsExactly("a");
        assertThat(directory.view("stock").instances()).hasSize(1);
    }

    // what a renewal's reply tells

    @Test
    void aLogThatBringsNothingForASecondIsGivenUpAndAllIsReadAnew() {
        follows(instance("orders", "a"));

        check(at(2));
        time.advance(Duration.ofMillis(999));
        assertThat(directory.status().gaps()).isZero();
        time.advance(Duration.ofMillis(10));

        assertThat(directory.status().gaps()).isEqualTo(1);
        answer(2, "orders", instance("orders", "a"), instance("orders", "b"));
        assertThat(ids()).containsExactly("a", "b");
    }

    @Test
    void aLogThatThousandsReadMayTakeLonger() {
        follows(instance("orders", "a"));

        check(at(2), at(1), 5_000, Duration.ofSeconds(6));
        time.advance(Duration.ofMillis(1_499));
        assertThat(directory.status().gaps()).isZero();
        time.advance(Duration.ofMillis(1));

        assertThat(directory.status().gaps()).isEqualTo(1);
    }

    @Test
    void aLogThatCatchesUpInTimeIsLeftAlone() {
        follows(instance("orders", "a"));

        check(at(2));
        check(at(3));
        time.advance(Duration.ofMillis(500));
        log(2, put(instance("orders", "b")));
        time.advance(Duration.ofSeconds(5));

        assertThat(directory.status().gaps()).isZero();
    }

    @Test
    void anotherStoreIsNoticedWithTheNextRenewal() {
        follows(instance("orders", "a"));

        check(inNewStore(0), at(1));
        time.advance(Duration.ofMillis(5));

        answer(inNewStore(0), "orders");
        assertThat(ids()).containsExactly("a");
    }

    @Test
    void aReplyThatComesLateProvesNothing() {
        follows(instance("orders", "a"));
        log(2, put(instance("orders", "b")));
        log(3, put(instance("orders", "c")));

        check(at(2), at(1));

        assertThat(directory.status().gaps()).isZero();
    }

    @Test
    void aReplyFromBeforeTheStoreWasLostProvesNothing() {
        follows(instance("orders", "a"));
        gap();
        answer(inNewStore(0), "orders", instance("orders", "a"));

        check(at(1), at(1));
        time.advance(Duration.ofSeconds(2));

        assertThat(directory.status().gaps()).isEqualTo(1);
    }

    @Test
    void aStoreThatStandsBeforeWhatItHadGivenUsHasLostIt() {
        follows(instance("orders", "a"));
        log(2, put(instance("orders", "b")));

        check(at(1), at(2));
        time.advance(Duration.ofMillis(5));
        answer(1, "orders", instance("orders", "a"));

        assertThat(ids()).containsExactly("a", "b");
    }

    @Test
    void theSameRevisionWithAnotherNonceIsAnotherHistory() {
        follows(instance("orders", "a"));

        check(new Position("store", 1, "other"), at(1));

        assertThat(directory.status().gaps()).isEqualTo(1);
    }

    @Test
    void aLogThatCannotBeReadIsAwayWhateverRenewalsSay() {
        follows(instance("orders", "a"));
        registry.follower().onAvailability(false, "not permitted");
        time.run();

        check(at(1));
        assertThat(directory.status().available()).isFalse();
        assertThat(directory.status().reason()).isEqualTo("not permitted");

        registry.follower().onAvailability(true, "");
        time.run();
        assertThat(directory.status().available()).isTrue();
    }

    @Test
    void aLogThatWasOpenedAgainCanBeReadWhenNobodyComplains() {
        follows(instance("orders", "a"));
        registry.follower().onAvailability(false, "gone");
        gap();
        answer(9, "orders", instance("orders", "a"));
        check(at(9));
        assertThat(directory.status().available()).as("too early to say").isFalse();

        time.advance(Duration.ofSeconds(2));
        check(at(9));
        assertThat(directory.status().available()).isTrue();
    }

    @Test
    void aLogThatWasOpenedAgainAndCannotBeReadStaysAway() {
        follows(instance("orders", "a"));
        registry.follower().onAvailability(false, "not permitted");
        gap();
        answer(9, "orders", instance("orders", "a"));
        registry.follower().onAvailability(false, "not permitted");
        time.advance(Duration.ofMillis(1_900));
        gap();
        answer(10, "orders", instance("orders", "a"));
        time.advance(Duration.ofMillis(200));
        check(at(10));

        assertThat(directory.status().available()).isFalse();
    }

    @Test
    void thePublicCheckJudgesWithoutKnowingWhatWasSent() {
        follows(instance("orders", "a"));

        check(inNewStore(4));

        assertThat(directory.status().gaps()).isEqualTo(1);
    }

    @Test
    void readersOfALargeFleetDoNotAllAskAtOnceAfterACommonGap() {
        follows(instance("orders", "a"));
        check(at(1), at(1), 5_000, Duration.ofSeconds(6));

        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            registry.follower().onGap("trimmed", false);
            long start = time.nanos();
            time.run();
            while (registry.snapshots.isEmpty()) {
                time.advance(Duration.ofMillis(1));
            }
            waits.add(Duration.ofNanos(time.nanos() - start).toMillis());
            answer(100 + i, "orders", instance("orders", "a"));
        }

        assertThat(waits)
                .allMatch(wait -> wait <= 3_000)
                .anyMatch(wait -> wait > 1_500)
                .anyMatch(wait -> wait < 1_000);
    }

    @Test
    void inAllThisTheListIsNeverEmptyWhileItsOwnersComeBack() {
        Registration a = instance("orders", "a");
        Registration b = instance("orders", "b");
        follows(a, b);
        List<Integer> sizes = new ArrayList<>();
        directory.onView("orders", view -> sizes.add(view.instances().size()));
        time.run();

        gap();
        answer(inNewStore(0), "orders");
        log(new LogEntry(inNewStore(1), "", time.now(), List.of(put(a))));
        time.advance(Duration.ofSeconds(1));
        log(new LogEntry(inNewStore(2), "m1", time.now(), List.of(put(b))));
        time.advance(Duration.ofMinutes(1));

        assertThat(sizes).containsOnly(2);
        assertThat(directory.view("orders").instances())
                .extracting(Instance::status)
                .containsOnly(Status.UP);
    }
}
