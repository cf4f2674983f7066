package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.instance;
import static io.haplatform.core.registry.Sample.override;
import static io.haplatform.core.registry.ScriptedRegistry.at;
import static io.haplatform.core.registry.ScriptedRegistry.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom operators have said something of, and what of it a lost store no longer knows. */
class DirectoryOverridesTest extends DirectoryRules {

    private static final OperatorOverride DRAIN = override("orders", "a", null, Status.DRAINING, null);

    private final List<Change.PutOverride> lost = new ArrayList<>();

    @BeforeEach
    void listenForLosses() {
        directory.onLost(lost::add);
    }

    @Test
    void alsoThoseOfInstancesThatAreNotThereAndThoseThatHaveEnded() {
        OperatorOverride ended = override("orders", "gone", 0, null, time.now().plusSeconds(1));
        follows(instance("orders", "a"));
        log(2, new Mutation.OverridePut(ended), new Mutation.OverridePut(DRAIN));
        time.advance(Duration.ofSeconds(1));

        Overrides overrides = overrides();

        assertThat(overrides.all()).containsExactly(DRAIN, ended);
        assertThat(ended.holdsAt(overrides.now())).isFalse();
    }

    @Test
    void whatAnEmptiedStoreNoLongerKnowsIsToldAsTheChangeThatSaysItAgain() {
        follows(instance("orders", "a"));
        log(2, new Mutation.OverridePut(DRAIN.withVersion(4)));
        gap();

        answer(inNewStore(0), "orders", instance("orders", "a"));

        assertThat(lost).containsExactly(new Change.PutOverride(DRAIN.withVersion(1)));
    }

    @Test
    void aVersionThatAFailoverHasLostComesAfterTheOneThatIsThere() {
        OperatorOverride newer = later(DRAIN.withVersion(4), Duration.ofSeconds(1));
        follows(instance("orders", "a"));
        log(2, new Mutation.OverridePut(newer));
        gap();

        answer(holding(DRAIN.withVersion(2)));

        assertThat(lost).containsExactly(new Change.PutOverride(newer.withVersion(3)));
    }

    @Test
    void aVersionThatAFailoverHasLostHoldsUntilItIsWrittenAgain() {
        OperatorOverride newer = setBackTo(override("orders", "a", 7, null, null));
        assertThat(imposed()).isEqualTo(newer);

        log(new LogEntry(inNewStore(1), "", time.now(), List.of(new Mutation.OverridePut(newer.withVersion(2)))));
        time.advance(Duration.ofMinutes(1));

        assertThat(imposed()).isEqualTo(newer.withVersion(2));
    }

    @Test
    void aMereGapBeforeItIsWrittenAgainLiftsNothing() {
        OperatorOverride older = override("orders", "a", 7, null, null);
        OperatorOverride newer = setBackTo(older);
        gap();

        answer(holding(older));

        assertThat(imposed()).isEqualTo(newer);
    }

    @Test
    void whatWasImposedAnewAfterItWasTakenBackIsNewerByItsDate() {
        OperatorOverride newer = later(DRAIN, Duration.ofSeconds(1));
        follows(instance("orders", "a"));
        log(2, new Mutation.OverridePut(newer));
        gap();

        answer(holding(override("orders", "a", 7, null, null).withVersion(3)));

        assertThat(imposed()).isEqualTo(newer);
        assertThat(lost).containsExactly(new Change.PutOverride(newer.withVersion(4)));
    }

    @Test
    void aVersionThatAFailoverHasLostIsForgottenWhenNobodyWritesItAgain() {
        OperatorOverride older = override("orders", "a", 7, null, null);
        setBackTo(older);

        time.advance(Duration.ofMinutes(1));

        assertThat(imposed()).isEqualTo(older);
    }

    /** @return the newer one, which the store has lost */
    private OperatorOverride setBackTo(OperatorOverride older) {
        OperatorOverride newer = later(DRAIN.withVersion(4), Duration.ofSeconds(1));
        follows(instance("orders", "a"));
        log(2, new Mutation.OverridePut(newer));
        gap();
        answer(holding(older));
        return newer;
    }

    private @Nullable OperatorOverride imposed() {
        return Objects.requireNonNull(directory.view("orders").instance(DRAIN.key()))
                .override();
    }

    @Test
    void whatIsNewerInTheStoreStands() {
        follows(instance("orders", "a"));
        log(2, new Mutation.OverridePut(DRAIN.withVersion(4)));
        gap();

        answer(holding(later(DRAIN.withVersion(1), Duration.ofSeconds(1))));

        assertThat(lost).isEmpty();
    }

    @Test
    void whatIsMissingAfterAMereGapWasTakenBack() {
        follows(instance("orders", "a"));
        log(2, new Mutation.OverridePut(DRAIN));
        gap();

        answer(9, "orders", instance("orders", "a"));

        assertThat(lost).isEmpty();
    }

    @Test
    void whatHasEndedIsNotSaidAgain() {
        follows(instance("orders", "a"));
        log(
                2,
                new Mutation.OverridePut(
                        override("orders", "a", 0, null, time.now().plusSeconds(1))));
        time.advance(Duration.ofSeconds(1));
        gap();

        answer(inNewStore(0), "orders", instance("orders", "a"));

        assertThat(lost).isEmpty();
    }

    @Test
    void whatOnlyAFileRemembersIsNotSaidAgainUntilTheStoreWasSeenToKnowIt(@TempDir Path temporary) throws IOException {
        SnapshotFile file = new SnapshotFile(temporary.resolve("ha/app.snapshot"));
        file.write(new Snapshot(at(7), Sample.THEN, Set.of("orders"), Map.of("orders", records(DRAIN)), List.of()));
        try (Directory starting =
                new Directory(registry, time, DirectoryPolicy.DEFAULT, new SplittableRandom(1), file)) {
            starting.onLost(lost::add);
            starting.start();
            starting.follow(List.of("orders"));
            time.run();
            next(registry.snapshots).fail("Redis cannot be reached");
            time.run();
            assertThat(starting.view("orders").instances()).hasSize(1);

            registry.follower().onGap("another store", true);
            time.advance(Duration.ofMillis(5));
            answer(inNewStore(0), "orders", instance("orders", "a"));

            assertThat(starting.status().snapshots()).isEqualTo(1);
            assertThat(lost).isEmpty();

            registry.follower().onGap("a third store", true);
            time.advance(Duration.ofMillis(5));
            answer(new Position("third", 0, ""), "orders", instance("orders", "a"));

            assertThat(starting.status().snapshots()).isEqualTo(2);
            assertThat(lost).isEmpty();
        }
    }

    @Test
    void norOnceAnEntryOfAnotherStoreComesBetweenTwoPartsOfItsSnapshot(@TempDir Path temporary) throws IOException {
        Map<String, Snapshot.Records> drained = IntStream.range(0, 101)
                .mapToObj(number -> "service-" + number)
                .collect(Collectors.toMap(
                        service -> service, service -> records(override(service, "a", null, Status.DRAINING, null))));
        SnapshotFile file = new SnapshotFile(temporary.resolve("ha/app.snapshot"));
        file.write(new Snapshot(at(7), Sample.THEN, drained.keySet(), drained, List.of()));
        try (Directory starting =
                new Directory(registry, time, DirectoryPolicy.DEFAULT, new SplittableRandom(1), file)) {
            starting.onLost(lost::add);
            starting.follow(drained.keySet());
            starting.start();
            time.run();
            next(registry.snapshots).fail("Redis cannot be reached");
            time.run();
            registry.follower().onGap("another store", true);
            time.advance(Duration.ofMillis(5));

            answer(inNewStore(0), "stock");
            log(new LogEntry(inNewStore(1), "", time.now(), List.of(put(instance("stock", "x")))));
            answer(inNewStore(1), "stock", instance("stock", "x"));

            assertThat(starting.status().snapshots()).isEqualTo(2);
            assertThat(lost).isEmpty();
        }
    }

    private Overrides overrides() {
        var answer = directory.overrides().toCompletableFuture();
        time.run();
        return answer.join();
    }

    private Snapshot holding(OperatorOverride override) {
        return new Snapshot(
                inNewStore(0), time.now(), Set.of("orders"), Map.of("orders", records(override)), List.of());
    }

    private static Snapshot.Records records(OperatorOverride override) {
        InstanceKey key = override.key();
        return new Snapshot.Records(List.of(instance(key.service(), key.id())), List.of(override), List.of(), Map.of());
    }

    private static OperatorOverride later(OperatorOverride o, Duration by) {
        Instant at = o.at().plus(by);
        return new OperatorOverride(
                o.key(), o.version(), o.weight(), o.tags(), o.status(), o.author(), o.reason(), at, null, Map.of());
    }
}
