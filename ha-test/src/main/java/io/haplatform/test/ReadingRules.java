package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.LogEntry;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Snapshot;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Chapter of {@link RegistryContract}: snapshots, the log, and how its reader notices that it is torn. */
abstract class ReadingRules extends RegistryRules {

    ReadingRules(Supplier<SharedStore> opener) {
        super(opener);
    }

    @Test
    void aNewStoreStandsBeforeItsFirstEntry() {
        Position position = snapshot().position();

        assertThat(position.store()).isNotEmpty();
        assertThat(position.revision()).isZero();
        assertThat(position.nonce()).isEmpty();
    }

    @Test
    void aServiceThatDoesNotExistHasNoRecords() {
        assertThat(snapshot().services()).containsOnlyKeys("orders");
        assertThat(orders()).isEqualTo(Snapshot.Records.NONE);
        assertThat(snapshot().names()).isEmpty();
    }

    @Test
    void namesOfAllServicesComeWithEverySnapshot() {
        registered(a().build());
        registered(Registrations.of("stock", "x").build());

        Snapshot nothingAsked = store.await(registry.snapshot(Set.of()));

        assertThat(nothingAsked.names()).containsExactlyInAnyOrder("orders", "stock");
        assertThat(nothingAsked.services()).isEmpty();
        assertThat(nothingAsked.rejected()).isEmpty();
    }

    @Test
    void eachEntryNamesItsPredecessor() {
        Position start = snapshot().position();
        registered(a().build());
        registered(b().build());
        change(new Change.Deregister(A, "first"));

        List<LogEntry> entries = tape.entries();

        assertThat(entries).hasSize(3);
        Position applied = start;
        for (LogEntry entry : entries) {
            assertThat(entry.follows(applied))
                    .as("%s follows %s", entry, applied)
                    .isTrue();
            assertThat(entry.position().nonce()).isNotEmpty();
            applied = entry.position();
        }
        assertThat(snapshot().position()).isEqualTo(applied);
    }

    @Test
    void everyReaderSeesTheSameEntries() {
        LogTape other = new LogTape(store, store.connect());
        registered(a().build());
        change(new Change.Deregister(A, "first"));

        assertThat(other.entries()).hasSize(2).isEqualTo(tape.entries());
    }

    @Test
    void whoFollowsFromASnapshotMissesNothingAfterIt() {
        registered(a().build());
        Position position = snapshot().position();
        registered(b().build());

        LogTape late = new LogTape(store, registry, position);

        assertThat(late.entries()).hasSize(1);
        registered(a().weight(5).build());
        assertThat(late.entries()).hasSize(2).isEqualTo(tape.entries().subList(1, 3));
        assertThat(late.gaps()).isEmpty();
    }

    @Test
    void whoHasStoppedFollowingIsToldNothingMore() {
        LogTape stopped = new LogTape(store, registry);
        registered(a().build());
        assertThat(stopped.entries()).hasSize(1);

        stopped.stop();
        stopped.stop();
        registered(b().build());
        tape.entries();

        assertThat(stopped.toldSoFar()).hasSize(1);
    }

    @Test
    void aPlaceThatTheLogHasForgottenIsAGap() {
        Position old = snapshot().position();
        for (int weight = 1; weight < 5; weight++) {
            registered(a().weight(weight).build());
        }

        store.trimLog();

        assertThat(new LogTape(store, registry, old).gap()).satisfies(gap -> {
            assertThat(gap.reason()).isNotEmpty();
            assertThat(gap.historyLost()).isFalse();
        });
    }

    @Test
    void aPlaceInAnotherHistoryIsAGapThatSaysSo() {
        registered(a().build());
        Position head = snapshot().position();
        isOfAnotherHistory(new Position(head.store(), head.revision(), "forked"));
        isOfAnotherHistory(new Position(head.store(), head.revision() + 5, head.nonce()));
        isOfAnotherHistory(new Position("another", head.revision(), head.nonce()));

        registered(a().weight(5).build());
        isOfAnotherHistory(new Position(head.store(), head.revision(), "forked"));
    }

    private void isOfAnotherHistory(Position place) {
        LogTape.Gap gap = new LogTape(store, registry, place).gap();
        assertThat(gap.reason()).isNotEmpty();
        assertThat(gap.historyLost()).isTrue();
    }

    @Test
    void aStoreThatHasLostEverythingIsAnotherStore() {
        Lease a = registered(a().build());
        Position before = snapshot().position();

        store.loseEverything();

        assertThat(tape.gap().historyLost()).isTrue();
        Snapshot after = snapshot();
        assertThat(after.position().store()).isNotEqualTo(before.store());
        assertThat(after.names()).isEmpty();
        assertThat(renewed(a)).isEqualTo(LeaseState.GONE);
        registered(a().build());
        assertThat(keys()).containsExactly(A);
    }

    @Test
    void aClosedRegistryRefusesAndItsNeighboursGoOn() {
        Registry other = store.connect();
        store.await(other.snapshot(Set.of()));

        other.close();

        assertThatThrownBy(() -> store.await(other.snapshot(Set.of())))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("closed");
        registered(a().build());
        assertThat(tape.entries()).hasSize(1);
    }
}
