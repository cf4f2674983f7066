package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.instance;
import static io.haplatform.core.registry.Sample.key;
import static io.haplatform.core.registry.Sample.override;
import static io.haplatform.core.registry.ScriptedRegistry.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a directory does when the store has lost what it knew: begun anew, gone back, forked. */
class DirectoryLossTest extends DirectoryRules {

    private static final Duration TWO_LEASES = Duration.ofSeconds(12);

    @Test
    void whenTheStoreComesBackEmptyNobodyIsDroppedForTwoLeases() {
        follows(instance("orders", "a"), instance("orders", "b"));

        gap();
        answer(inNewStore(0), "orders");
        assertThat(ids()).containsExactly("a", "b");
        assertThat(directory.services()).containsExactly("orders");

        // a comes back, and nothing is said of it: it never was away
        log(new LogEntry(inNewStore(1), "", time.now(), List.of(put(instance("orders", "a")))));
        assertThat(events).isEmpty();

        time.advance(TWO_LEASES.minusMillis(10));
        assertThat(ids()).containsExactly("a", "b");
        time.advance(Duration.ofMillis(10));
        assertThat(ids()).containsExactly("a");
        assertThat(events)
                .singleElement()
                .isInstanceOf(RegistryEvent.ServiceExpired.class)
                .extracting(RegistryEvent::key)
                .isEqualTo(key("orders", "b"));
    }

    @Test
    void whenNobodyComesBackTheServiceEndsAfterTwoLeases() {
        follows(instance("orders", "a"));
        gap();
        answer(inNewStore(0), "orders");

        time.advance(TWO_LEASES);

        assertThat(ids()).isEmpty();
        assertThat(directory.view("orders").known()).isTrue();
        assertThat(directory.services()).isEmpty();
    }

    @Test
    void theLeaseIsTheOneTheRegistryGrants() {
        follows(instance("orders", "a"));
        check(at(1), at(1), 1, Duration.ofSeconds(30));
        gap();
        answer(inNewStore(0), "orders");

        time.advance(Duration.ofSeconds(59));
        assertThat(ids()).containsExactly("a");
        time.advance(Duration.ofSeconds(1));
        assertThat(ids()).isEmpty();
    }

    @Test
    void whoLeavesTheNewStoreIsGoneAtOnce() {
        follows(instance("orders", "a"), instance("orders", "b"));
        gap();
        answer(inNewStore(0), "orders");
        log(new LogEntry(inNewStore(1), "", time.now(), List.of(put(instance("orders", "a")))));

        log(new LogEntry(
                inNewStore(2), "m1", time.now(), List.of(removed("orders", "a", Mutation.Cause.DEREGISTERED))));

        assertThat(ids()).containsExactly("b");
    }

    @Test
    void anOperatorsWordOutlivesTheLostStoreAsLongAsInstancesDo() {
        follows(instance("orders", "a"));
        log(2, new Mutation.OverridePut(override("orders", "a", null, Status.MAINTENANCE, null)));
        gap();

        answer(inNewStore(0), "orders", instance("orders", "a"));
        assertThat(only().status()).isEqualTo(Status.MAINTENANCE);

        time.advance(TWO_LEASES);
        assertThat(only().status()).isEqualTo(Status.UP);
    }

    @Test
    void anOperatorsNewWordInTheNewStoreStands() {
        follows(instance("orders", "a"));
        log(2, new Mutation.OverridePut(override("orders", "a", null, Status.MAINTENANCE, null)));
        gap();
        answer(inNewStore(0), "orders", instance("orders", "a"));

        log(new LogEntry(
                inNewStore(1),
                "",
                time.now(),
                List.of(new Mutation.OverridePut(override("orders", "a", null, Status.DRAINING, null)))));
        time.advance(TWO_LEASES);
        assertThat(only().status()).isEqualTo(Status.DRAINING);
    }

    @Test
    void namesOfServicesNobodyFollowsSurviveTheLostStoreToo() {
        follows();
        log(2, put(instance("stock", "x")));
        gap();

        answer(inNewStore(0), "orders");
        assertThat(directory.services()).containsExactly("stock");

        time.advance(TWO_LEASES);
        answer(ScriptedRegistry.snapshot(inNewStore(0), time.now(), Map.of()));
        assertThat(directory.services()).isEmpty();
    }

    @Test
    void aGapWhileSomeAreUnconfirmedDoesNotDropThemEarly() {
        follows(instance("orders", "a"));
        gap();
        answer(inNewStore(5), "orders");

        gap();
        answer(inNewStore(9), "orders");
        assertThat(ids()).containsExactly("a");

        time.advance(TWO_LEASES);
        assertThat(ids()).isEmpty();
    }

    @Test
    void aSecondLossGivesTwoLeasesAnew() {
        follows(instance("orders", "a"));
        gap();
        answer(inNewStore(0), "orders");
        time.advance(Duration.ofSeconds(10));
        gap();
        answer(new Position("third", 0, ""), "orders");

        time.advance(Duration.ofSeconds(11));
        assertThat(ids()).containsExactly("a");
        time.advance(Duration.ofSeconds(1));
        assertThat(ids()).isEmpty();
    }

    @Test
    void aForkAfterLostWritesDoesNotDropAnybodyAtOnce() {
        follows(instance("orders", "a"));
        log(2, put(instance("orders", "b")));

        // the promoted replica had not seen revision 2 and writes another
        log(new LogEntry(new Position("store", 2, "fork"), "n1", time.now(), List.of(put(instance("orders", "c")))));
        time.advance(Duration.ofMillis(5));
        answer(new Position("store", 2, "fork"), "orders", instance("orders", "a"), instance("orders", "c"));

        assertThat(ids()).containsExactly("a", "b", "c");
        time.advance(TWO_LEASES);
        assertThat(ids()).containsExactly("a", "c");
    }

    @Test
    void aForkThatOnlyTheSnapshotShowsIsSeenToo() {
        follows(instance("orders", "a"));
        log(2, put(instance("orders", "b")));

        gap();
        answer(new Position("store", 2, "fork"), "orders", instance("orders", "a"));
        assertThat(ids()).containsExactly("a", "b");
    }

    @Test
    void aStoreThatWentBackIsAFork() {
        follows(instance("orders", "a"));
        log(2, put(instance("orders", "b")));

        gap();
        answer(1, "orders", instance("orders", "a"));

        assertThat(ids()).containsExactly("a", "b");
    }

    @Test
    void aForkThatHasOvertakenUsKeepsWhatItMayHaveLost() {
        follows(instance("orders", "a"));
        log(2, put(instance("orders", "b")));

        registry.follower().onGap("revision 2 was written a second time with other content", true);
        time.advance(Duration.ofSeconds(1));
        answer(9, "orders", instance("orders", "a"));
        assertThat(ids()).containsExactly("a", "b");

        time.advance(TWO_LEASES);
        assertThat(ids()).containsExactly("a");
    }
}
