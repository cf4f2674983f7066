package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.instance;
import static io.haplatform.core.registry.Sample.override;
import static io.haplatform.core.registry.ScriptedRegistry.at;
import static io.haplatform.core.registry.ScriptedRegistry.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Lookups, views, and how the log changes them. Gaps: {@link DirectoryGapTest}; events: {@link DirectoryEventTest}. */
class DirectoryTest extends DirectoryRules {

    @Test
    void theLogIsFollowedFromWhereTheSnapshotStands() {
        follows(instance("orders", "a"));

        assertThat(registry.followedFrom).containsExactly(at(1));
        assertThat(directory.status().applied()).isEqualTo(at(1));
        assertThat(ids()).containsExactly("a");
        assertThat(directory.services()).containsExactly("orders");
    }

    @Test
    void eachEntryMakesANewViewOfItsRevision() {
        follows(instance("orders", "b"));
        ServiceView before = directory.view("orders");

        log(2, put(instance("orders", "a")), put(instance("orders", "c")));

        assertThat(before.instances()).hasSize(1);
        assertThat(ids()).as("sorted by id").containsExactly("a", "b", "c");
        assertThat(directory.view("orders").revision()).isEqualTo(2);

        log(3, removed("orders", "b", Mutation.Cause.DEREGISTERED));
        assertThat(ids()).containsExactly("a", "c");
        assertThat(directory.status().applied()).isEqualTo(at(3));
    }

    @Test
    void anEntryThatComesWhileASnapshotIsUnderWayIsNotLost() {
        follows();
        directory.view("stock");
        time.run();

        log(2, put(instance("stock", "x")));
        answer(1, "stock");

        assertThat(directory.view("stock").instances())
                .extracting(i -> i.key().id())
                .containsExactly("x");
        assertThat(directory.view("stock").revision()).isEqualTo(2);
    }

    @Test
    void anEntryThatTheSnapshotContainsAlreadyIsNotAppliedAgain() {
        follows();
        directory.view("stock");
        time.run();

        answer(3, "stock", instance("stock", "y"));
        log(2, put(instance("stock", "x")));
        log(3, removed("stock", "x", Mutation.Cause.DEREGISTERED), put(instance("stock", "y")));

        assertThat(directory.view("stock").instances())
                .extracting(i -> i.key().id())
                .containsExactly("y");
        assertThat(events).isEmpty();
    }

    @Test
    void servicesThatNobodyFollowsChangeTheNamesAlone() {
        follows();

        log(2, put(instance("stock", "x")));

        assertThat(directory.services()).containsExactly("stock");
        assertThat(events).isEmpty();
        assertThat(registry.snapshots).isEmpty();
    }

    @Test
    void whetherAServiceThatNobodyFollowsIsGoneIsAskedOnceForManyRemovals() {
        follows();
        log(2, put(instance("stock", "x")), put(instance("stock", "y")));

        log(3, removed("stock", "x", Mutation.Cause.EXPIRED));
        log(4, removed("stock", "y", Mutation.Cause.EXPIRED));
        assertThat(directory.services()).containsExactly("stock");

        time.advance(Duration.ofMillis(1_500));
        assertThat(registry.snapshots).hasSize(1);
        assertThat(registry.snapshots.peek().question()).isEmpty();
        answer(ScriptedRegistry.snapshot(at(4), time.now(), Map.of()));
        assertThat(directory.services()).isEmpty();
    }

    @Test
    void aFollowedServiceLosesItsNameWithItsLastInstance() {
        follows(instance("orders", "a"));

        log(2, removed("orders", "a", Mutation.Cause.DEREGISTERED));

        assertThat(directory.services()).isEmpty();
        assertThat(directory.view("orders")).isEqualTo(new ServiceView("orders", true, 2, List.of()));
    }

    @Test
    void whileTheRegistryIsAwayEveryViewStaysAsItWas() {
        follows(instance("orders", "a"));

        registry.follower().onAvailability(false, "connection refused");
        time.advance(Duration.ofHours(1));

        assertThat(ids()).containsExactly("a");
        assertThat(directory.status().available()).isFalse();
        assertThat(directory.status().reason()).isEqualTo("connection refused");
        assertThat(directory.status().since()).isEqualTo(Sample.THEN);

        registry.follower().onAvailability(true, "");
        time.run();
        assertThat(directory.status().available()).isTrue();
        assertThat(directory.status().reason()).isEmpty();
    }

    @Test
    void aRegistryThatIsAwayAtTheStartIsTriedAgainAndAgainAtRandomTimes() {
        directory.follow(List.of("orders"));
        directory.start();
        time.run();
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            long asked = time.nanos();
            next(registry.snapshots).fail("nobody there");
            time.run();
            while (registry.snapshots.isEmpty()) {
                time.advance(Duration.ofMillis(1));
            }
            waits.add(Duration.ofNanos(time.nanos() - asked));
        }

        assertThat(directory.status().available()).isFalse();
        assertThat(directory.status().reason()).isEqualTo("nobody there");
        assertThat(waits).allMatch(wait -> wait.compareTo(Duration.ofSeconds(2)) <= 0);
        assertThat(waits.get(0)).isLessThanOrEqualTo(Duration.ofMillis(100));
        assertThat(new TreeSet<>(waits)).as("spread").hasSizeGreaterThan(40);

        answer(1, "orders", instance("orders", "a"));
        assertThat(ids()).containsExactly("a");
        assertThat(directory.status().available()).isTrue();
    }

    @Test
    void anAnswerThatNeverComesIsARefusalAndOneThatComesTooLateIsNone() {
        directory.follow(List.of("orders"));
        directory.start();
        time.run();
        ScriptedRegistry.Asked<Set<String>, Snapshot> lost = next(registry.snapshots);

        time.advance(Duration.ofSeconds(5));
        assertThat(directory.status().reason())
                .isEqualTo("the registry has not answered a request for a snapshot within 5000ms");
        time.advance(Duration.ofMillis(100));

        lost.answer()
                .complete(ScriptedRegistry.snapshot(
                        at(9), time.now(), Map.of("orders", List.of(instance("orders", "late")))));
        time.run();
        assertThat(directory.view("orders").known()).isFalse();

        answer(1, "orders", instance("orders", "a"));
        assertThat(ids()).containsExactly("a");
    }

    @Test
    void whatWasReadBeforeTheLogCouldBeFollowedIsReadAgain() {
        registry.followFails = new RegistryException("no connection for the log");
        directory.follow(List.of("orders"));
        directory.start();
        time.run();
        answer(1, "orders", instance("orders", "a"));

        registry.followFails = null;
        time.advance(Duration.ofSeconds(6));

        assertThat(asked()).as("entries after revision 1 would be missing").containsExactly("orders");
    }

    @Test
    void anEndInTheFarFutureHoldsNothingUp() {
        Instant far = Instant.parse("9999-12-31T23:59:59Z");
        follows();
        log(2, put(instance("orders", "a")), new Mutation.OverridePut(override("orders", "a", 7, null, far)));
        log(3, put(instance("orders", "b")));

        assertThat(ids()).containsExactly("a", "b");
        time.advance(Duration.ofDays(2));
        assertThat(directory.view("orders").instances().get(0).weight()).isEqualTo(7);
    }

    @Test
    void aRegistryThatCannotBeFollowedIsAwayAndTriedAgain() {
        registry.followFails = new RegistryException("no connection for the log");
        directory.start();
        directory.follow(List.of("orders"));
        time.run();

        answer(0, "orders");
        assertThat(directory.status().available()).isFalse();
        assertThat(directory.status().reason()).isEqualTo("no connection for the log");

        registry.followFails = null;
        registry.snapshots.clear();
        time.advance(Duration.ofSeconds(6));
        while (!registry.snapshots.isEmpty()) {
            answer(1, "orders", instance("orders", "a"));
        }
        assertThat(directory.status().available()).isTrue();
        assertThat(ids()).containsExactly("a");
    }

    @Test
    void whatCouldNotBeReadIsReportedAndTheRestIsThere() {
        directory.start();
        directory.follow(List.of("orders"));
        time.run();
        List<DirectoryStatus> statuses = new ArrayList<>();
        directory.onStatus(statuses::add);

        answer(new Snapshot(at(0), time.now(), Set.of(), Map.of(), List.of("orders/x is no JSON")));

        assertThat(directory.status().rejected()).containsExactly("orders/x is no JSON");
        assertThat(statuses).anyMatch(status -> status.rejected().size() == 1);
    }

    @Test
    void itsStatusIsToldAtOnceAndWhenItChangesNotWithEachEntry() {
        List<DirectoryStatus> statuses = new ArrayList<>();
        Subscription subscription = directory.onStatus(statuses::add);
        follows();
        log(2, put(instance("orders", "a")));
        log(3, put(instance("orders", "b")));

        assertThat(statuses).extracting(DirectoryStatus::available).containsExactly(false, true);

        subscription.close();
        time.run();
        registry.follower().onAvailability(false, "gone");
        time.run();
        assertThat(statuses).hasSize(2);
    }

    @Test
    void aListenerToAViewGetsTheOneThereIsAndEachNewOne() {
        follows(instance("orders", "a"));
        List<Long> revisions = new ArrayList<>();
        directory.onView("orders", view -> {
            throw new IllegalStateException("planted");
        });
        Subscription subscription = directory.onView("orders", view -> revisions.add(view.revision()));
        assertThat(revisions).as("on the directory's executor").isEmpty();
        time.run();
        assertThat(revisions).containsExactly(1L);

        log(2, put(instance("orders", "b")));
        log(3, put(instance("stock", "x")));
        assertThat(revisions).containsExactly(1L, 2L);

        subscription.close();
        log(4, put(instance("orders", "c")));
        assertThat(revisions).containsExactly(1L, 2L);
    }

    @Test
    void aListenerThatIsTakenBackBeforeItsFirstCallIsNeverCalled() {
        follows(instance("orders", "a"));
        List<ServiceView> views = new ArrayList<>();

        directory.onView("orders", views::add).close();
        time.run();

        assertThat(views).isEmpty();
    }

    @Test
    void followingAllFollowsWhateverThereIsAndWhateverComes() {
        directory.start();
        directory.followAll();
        time.run();
        answer(new Snapshot(at(0), time.now(), Set.of("orders", "stock"), Map.of(), List.of()));
        assertThat(asked()).containsExactlyInAnyOrder("orders", "stock");
    }

    @Test
    void afterCloseViewsStayAndNobodyWaits() {
        follows(instance("orders", "a"));
        CompletableFuture<ServiceView> waiting = directory.lookup("stock").toCompletableFuture();
        time.run();

        directory.close();
        time.run();

        assertThat(waiting.join().known()).isFalse();
        assertThat(registry.follower).isNull();
        assertThat(ids()).containsExactly("a");
        assertThat(directory.lookup("more").toCompletableFuture()).isDone();
        registry.snapshots.clear();
        directory.check(Sample.renewed(at(99), time.now()), Position.NONE);
        time.advance(Duration.ofMinutes(1));
        assertThat(registry.snapshots).isEmpty();
    }

    @Test
    void startingTwiceIsStartingOnce() {
        directory.start();
        directory.start();
        time.run();

        assertThat(registry.snapshotRequests).isEqualTo(1);
    }

    @Test
    void aStatusOfItsOwnIsWhatAnOwnerSays() {
        follows(instance("orders", "a", "first", 100, Status.STARTING));

        assertThat(only().status()).isEqualTo(Status.STARTING);

        log(2, put(instance("orders", "a", "first", 100, Status.UP)));
        assertThat(only().status()).isEqualTo(Status.UP);
    }
}
