package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.instance;
import static io.haplatform.core.registry.ScriptedRegistry.at;
import static io.haplatform.core.registry.ScriptedRegistry.next;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Status;
import io.haplatform.core.time.SerialExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What was known before the process was started is of use until the registry answers. */
class DirectoryColdStartTest extends ColdStartRules {

    @Test
    void whoStartsWithoutTheRegistryFindsWhatWasLastKnown() {
        startsWithoutRegistry();

        assertThat(orders()).containsExactly("a", "b");
        assertThat(directory.services()).containsExactlyInAnyOrder("orders", "billing");
        assertThat(directory.status().available()).isFalse();
        assertThat(directory.status().restored()).isEqualTo(Sample.THEN);
    }

    @Test
    void aServiceOfWhichNothingWasKnownStaysUnknown() {
        startsWithoutRegistry();

        assertThat(directory.view("stock").known()).isFalse();
    }

    @Test
    void aServiceThatIsLookedUpLaterIsFoundToo() {
        directory.start();
        time.run();
        next(registry.snapshots).fail("Redis cannot be reached");
        time.run();

        directory.view("orders");
        time.run();

        assertThat(orders()).containsExactly("a", "b");
    }

    @Test
    void aFrozenRegistryIsNotWaitedForLongerThanHalfAFirstLookup() {
        directory.start();
        CompletableFuture<ServiceView> lookup = directory.lookup("orders").toCompletableFuture();
        time.advance(DirectoryPolicy.DEFAULT.firstLookupTimeout().dividedBy(2));

        assertThat(lookup).isCompletedWithValueMatching(view -> view.instances().size() == 2);
    }

    @Test
    void norIsItByWhoIsLookedUpLater() {
        directory.start();
        time.advance(DirectoryPolicy.DEFAULT.firstLookupTimeout());
        CompletableFuture<ServiceView> lookup = directory.lookup("orders").toCompletableFuture();
        time.run();

        assertThat(lookup).isCompletedWithValueMatching(view -> view.instances().size() == 2);
    }

    @Test
    void aRegistryThatComesBackUnchangedConfirmsWhatWasRestored() {
        directory.start();
        directory.follow(List.of("orders"));
        time.run();
        next(registry.snapshots).fail("Redis cannot be reached");
        time.run();
        assertThat(directory.status().restored()).isEqualTo(Sample.THEN);

        directory.check(Sample.renewed(SAVED, time.now()), SAVED);
        time.run();

        assertThat(directory.status().restored()).isNull();
        assertThat(directory.status().available()).isTrue();
        assertThat(orders()).containsExactly("a", "b");
    }

    @Test
    void aSnapshotOfBeforeTheFileIsOneOfAStoreThatHasLostSomething() {
        directory.start();
        directory.follow(List.of("orders"));
        time.advance(DirectoryPolicy.DEFAULT.firstLookupTimeout());
        assertThat(directory.status().restored()).isEqualTo(Sample.THEN);

        answers(at(3), A);

        assertThat(directory.status().gaps()).isEqualTo(1);
        assertThat(orders()).containsExactly("a", "b");
    }

    @Test
    void aRegistryThatAnswersIsBelievedAtOnce() {
        directory.start();
        directory.follow(List.of("orders"));
        time.run();
        answers(at(9), A);
        time.advance(DirectoryPolicy.DEFAULT.firstLookupTimeout());

        assertThat(orders()).containsExactly("a");
        assertThat(directory.status().restored()).isNull();
    }

    @Test
    void theLogGoesOnFromWhereTheFileStands() {
        startsWithoutRegistry();
        assertThat(registry.followedFrom).containsExactly(SAVED);

        registry.follower().onAvailability(true, "");
        registry.follower()
                .onEntry(ScriptedRegistry.entry(
                        8, time.now(), new Mutation.Put(instance("orders", "c", "first", 100, Status.UP))));
        time.run();

        assertThat(orders()).containsExactly("a", "b", "c");
        assertThat(directory.status().available()).isTrue();
        assertThat(directory.status().restored()).isNull();
    }

    @Test
    void whoHasGoneMeanwhileGoesWithTheFirstSnapshot() {
        startsWithoutRegistry();
        registry.follower().onGap("entries were trimmed", false);
        time.advance(Duration.ofSeconds(1));
        answers(at(90), B);

        assertThat(orders()).containsExactly("b");
    }

    @Test
    void inAStoreThatWasBegunAnewOwnersHaveTwoLeasesToComeBack() {
        startsWithoutRegistry();
        registry.follower().onGap("the store was begun anew", true);
        time.advance(Duration.ofSeconds(1));
        answers(new Position("another", 1, "x"), B);
        assertThat(orders()).containsExactly("a", "b");

        time.advance(LeasePolicy.DEFAULT.leaseDuration().multipliedBy(2));
        assertThat(orders()).containsExactly("b");
    }

    @Test
    void whatTheLogHasRefusedToGoOnFromIsNotTriedAgain() {
        startsWithoutRegistry();
        registry.follower().onGap("entries were trimmed", false);
        time.run();
        next(registry.snapshots).fail("NOREPLICAS");
        time.run();

        assertThat(registry.followedFrom).containsExactly(SAVED);
        assertThat(registry.snapshots).as("before its backoff has passed").isEmpty();
        assertThat(orders()).containsExactly("a", "b");

        time.advance(Duration.ofMillis(200));
        answers(at(90), B);
        assertThat(orders()).containsExactly("b");
    }

    @Test
    void whoFollowsAllShowsWhatWasLastKnownWhileTheRegistryIsFrozen() {
        directory.followAll();
        directory.start();
        time.advance(DirectoryPolicy.DEFAULT.firstLookupTimeout().dividedBy(2));

        assertThat(directory.views())
                .filteredOn(ServiceView::known)
                .singleElement()
                .satisfies(orders -> assertThat(orders.instances()).hasSize(2));
    }

    @Test
    void aFileWhoseNamesAndServicesDisagreeDoesNoHarm() throws IOException {
        file.write(new Snapshot(
                SAVED,
                Sample.THEN,
                Set.of("billing"),
                Map.of("orders", new Snapshot.Records(List.of(A, B), List.of(), List.of(), Map.of())),
                List.of()));
        directory = starting();
        directory.followAll();
        startsWithoutRegistry();

        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger logger = (Logger) LoggerFactory.getLogger(SerialExecutor.class);
        logger.addAppender(logged);
        directory.view("payments");
        time.run();
        logger.detachAppender(logged);

        assertThat(logged.list).isEmpty();
        assertThat(orders()).containsExactly("a", "b");
        assertThat(directory.services()).containsExactlyInAnyOrder("orders", "billing");
    }
}
