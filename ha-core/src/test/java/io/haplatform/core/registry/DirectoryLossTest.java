package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.instance;
import static io.haplatform.core.registry.Sample.key;
import static io.haplatform.core.registry.Sample.override;
import static io.haplatform.core.registry.ScriptedRegistry.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a directory does when the store has lost what it knew: begun anew, gone back, forked. */
class DirectoryLossTest extends DirectoryRules {

    private static final Duration LEASE = Duration.ofSeconds(6);
    private static final Duration TWO_LEASES = Duration.ofSeconds(12);

    private static Registration[] numbered(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> instance("orders", "i" + number))
                .toArray(Registration[]::new);
    }

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
    void theLastOfAServiceStayUntilSomebodyElseIsThere() {
        follows(instance("orders", "a"));
        gap();
        answer(inNewStore(0), "orders");

        time.advance(Duration.ofMinutes(10));
        assertThat(ids()).containsExactly("a");
        assertThat(directory.services()).containsExactly("orders");
        assertThat(directory.status().kept())
                .isEqualTo(
                        "nobody of orders has registered again in a registry that was begun anew; those it does not know"
                                + " (a) stay in use until as many others are there");

        log(new LogEntry(inNewStore(1), "", time.now(), List.of(put(instance("orders", "b")))));
        time.advance(LEASE);
        assertThat(ids()).containsExactly("b");
    }

    @Test
    void manyWhoHaveNotComeBackStayUntilFewAreMissing() {
        follows(numbered(0, 10));
        gap();
        answer(inNewStore(0), "orders", numbered(0, 6));

        time.advance(Duration.ofMinutes(10));
        assertThat(ids()).hasSize(10);
        assertThat(events).isEmpty();
        assertThat(directory.status().kept())
                .isEqualTo("4 of 10 instances have not registered again in a registry that was begun anew (orders/i6,"
                        + " orders/i7, orders/i8 and 1 more): that looks like one that takes no writes, not like death. They stay in use until all but 3 of them have, or"
                        + " 10 are there as before");

        log(new LogEntry(inNewStore(1), "", time.now(), List.of(put(numbered(6, 7)[0]))));
        time.advance(LEASE);
        assertThat(ids()).containsExactly("i0", "i1", "i2", "i3", "i4", "i5", "i6");
        assertThat(directory.status().kept()).isEmpty();
    }

    @Test
    void moreThanHalfOfAServiceStayHoweverFewTheyAre() {
        follows(numbered(0, 4));
        gap();
        answer(inNewStore(0), "orders", numbered(0, 1));

        time.advance(Duration.ofMinutes(10));
        assertThat(ids()).containsExactly("i0", "i1", "i2", "i3");
        assertThat(directory.status().kept())
                .isEqualTo(
                        "3 of 4 instances of orders have not registered again in a registry that was begun anew; those it"
                                + " does not know (i1, i2, i3) stay in use until as many others are there");

        log(new LogEntry(inNewStore(1), "", time.now(), List.of(put(numbered(1, 2)[0]))));
        time.advance(LEASE);
        assertThat(ids()).containsExactly("i0", "i1");
    }

    @Test
    void anEmptiedStoreThatGrantsShorterLeasesShortensNoGrace() {
        follows(instance("orders", "a"), instance("orders", "b"));
        check(at(1), at(1), 1, Duration.ofSeconds(30));
        check(inNewStore(0), at(1), 1, LEASE);
        time.advance(Duration.ofMillis(5));
        answer(inNewStore(0), "orders", instance("orders", "b"));

        time.advance(Duration.ofSeconds(59));
        assertThat(ids()).containsExactly("a", "b");
        time.advance(Duration.ofSeconds(1));
        assertThat(ids()).containsExactly("b");
    }

    @Test
    void manyWhoHaveNotComeBackGoWhenOthersHaveTakenTheirPlace() {
        follows(numbered(0, 5));
        gap();
        answer(inNewStore(0), "orders", numbered(5, 9));

        time.advance(Duration.ofMinutes(10));
        assertThat(ids()).hasSize(9);

        log(new LogEntry(inNewStore(1), "", time.now(), List.of(put(numbered(9, 10)[0]))));
        time.advance(LEASE);
        assertThat(ids()).containsExactly("i5", "i6", "i7", "i8", "i9");
    }

    @Test
    void whyManyStayIsSaidWhereNothingCanBeWrittenToo() {
        follows(numbered(0, 10));
        gap();
        answer(inNewStore(0), "orders", numbered(0, 2));

        for (int i = 0; i < 5; i++) {
            directory.renewalFailed();
            time.advance(LEASE.minusMillis(10));
        }

        assertThat(directory.status().kept()).startsWith("8 of 10 instances have not registered again");
    }

    @Test
    void aSecondLossAsksForNoMoreThanThereWereBeforeTheFirst() {
        follows(numbered(0, 5));
        gap();
        answer(inNewStore(0), "orders", numbered(5, 10));
        gap();
        answer(new Position("third", 0, ""), "orders", numbered(5, 10));

        time.advance(TWO_LEASES);
        assertThat(ids()).containsExactly("i5", "i6", "i7", "i8", "i9");
    }

    @Test
    void timeInWhichTheLogCannotBeReadDoesNotCount() {
        follows(instance("orders", "a"), instance("orders", "b"));
        gap();
        answer(inNewStore(0), "orders", instance("orders", "b"));
        registry.follower().onAvailability(false, "it said nothing");

        time.advance(Duration.ofMinutes(10));
        assertThat(ids()).containsExactly("a", "b");

        registry.follower().onAvailability(true, "");
        time.advance(LEASE.minusMillis(10));
        assertThat(ids()).as("what the log still has to say comes first").containsExactly("a", "b");
        time.advance(TWO_LEASES);
        assertThat(ids()).containsExactly("b");
    }

    @Test
    void timeInWhichRenewalsFailDoesNotCount() {
        follows(instance("orders", "a"), instance("orders", "b"));
        gap();
        answer(inNewStore(0), "orders", instance("orders", "b"));

        for (int i = 0; i < 100; i++) {
            directory.renewalFailed();
            time.advance(LEASE.minusMillis(10));
        }
        assertThat(ids()).containsExactly("a", "b");

        time.advance(Duration.ofMillis(9));
        assertThat(ids()).as("a lease after the last that failed").containsExactly("a", "b");
        time.advance(LEASE);
        assertThat(ids()).containsExactly("b");
    }

    @Test
    void theLeaseIsTheOneTheRegistryGrants() {
        follows(instance("orders", "a"));
        check(at(1), at(1), 1, Duration.ofSeconds(30));
        gap();
        answer(inNewStore(0), "orders", instance("orders", "b"));

        time.advance(Duration.ofSeconds(59));
        assertThat(ids()).containsExactly("a", "b");
        time.advance(Duration.ofSeconds(1));
        assertThat(ids()).containsExactly("b");
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
    void aGapWhileSomeAreUnconfirmedDoesNotDropThemEarly() {
        follows(instance("orders", "a"));
        gap();
        answer(inNewStore(5), "orders", instance("orders", "b"));

        gap();
        answer(inNewStore(9), "orders", instance("orders", "b"));
        assertThat(ids()).containsExactly("a", "b");

        time.advance(TWO_LEASES);
        assertThat(ids()).containsExactly("b");
    }

    @Test
    void aSecondLossGivesTwoLeasesAnew() {
        follows(instance("orders", "a"));
        gap();
        answer(inNewStore(0), "orders", instance("orders", "b"));
        time.advance(Duration.ofSeconds(10));
        gap();
        answer(new Position("third", 0, ""), "orders", instance("orders", "b"));

        time.advance(Duration.ofSeconds(11));
        assertThat(ids()).containsExactly("a", "b");
        time.advance(Duration.ofSeconds(1));
        assertThat(ids()).containsExactly("b");
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
