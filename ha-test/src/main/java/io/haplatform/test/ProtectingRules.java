package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.Protection;
import io.haplatform.core.registry.Swept;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Chapter of {@link RegistryContract}: many leases that end together, and what proves a death beside silence. */
abstract class ProtectingRules extends RegistryRules {

    ProtectingRules(Supplier<SharedStore> opener) {
        super(opener);
    }

    @Test
    void aFewThatFallSilentTogetherAreRemoved() {
        List<Lease> fleet = fleet(20);

        passRenewing(lease().multipliedBy(2), fleet.subList(3, 20));

        assertThat(keys()).doesNotContain(n(0), n(1), n(2)).hasSize(17);
        assertThat(sweep().protection()).isEqualTo(Protection.NONE);
    }

    @Test
    void manyThatFallSilentTogetherStayAsSuspects() {
        List<Lease> fleet = fleet(20);

        passRenewing(lease().multipliedBy(2), fleet.subList(4, 20));
        Swept swept = sweep();

        assertThat(swept.removed()).isEmpty();
        assertThat(swept.held()).containsExactlyInAnyOrder(n(0), n(1), n(2), n(3));
        assertThat(swept.silent())
                .containsExactlyInAnyOrder(
                        new Swept.Silent(n(0), "first", "10.1.0.1:1000"),
                        new Swept.Silent(n(1), "first", "10.1.0.1:1001"),
                        new Swept.Silent(n(2), "first", "10.1.0.1:1002"),
                        new Swept.Silent(n(3), "first", "10.1.0.1:1003"));
        assertThat(swept.protection())
                .isEqualTo(new Protection(true, swept.protection().since(), 4, 20, 20));
        assertThat(swept.protection().since()).isBefore(now());
        assertThat(orders().observations()).hasSize(4).allMatch(seen -> seen.evidence() == Evidence.LAPSED);
    }

    @Test
    void howManyAreManyGrowsWithTheFleet() {
        List<Lease> fleet = fleet(41);

        passRenewing(lease().multipliedBy(2), fleet.subList(6, 41));
        assertThat(keys()).as("6 of 41 are not 15 per cent").hasSize(35);

        passRenewing(lease().multipliedBy(2), fleet.subList(12, 41));
        assertThat(keys()).as("6 of 35 are more").hasSize(35);
    }

    @Test
    void theFleetIsCountedOverAllServices() {
        List<Lease> orders = fleet(4);
        List<Lease> stock = crowd("stock", 0, 4);
        List<Lease> living = new ArrayList<>(orders.subList(2, 4));
        living.addAll(stock.subList(2, 4));

        passRenewing(lease().multipliedBy(2), living);

        assertThat(sweep().held()).hasSize(4);
    }

    @Test
    void whoRefusesConnectionsGoesThoughManyAreSilent() {
        List<Lease> fleet = fleet(20);
        passRenewing(lease().multipliedBy(2), fleet.subList(5, 20));
        logged();

        refused(n(3), lease().multipliedBy(2));
        Swept swept = sweep();

        assertThat(swept.removed()).containsExactly(n(3));
        assertThat(swept.protection())
                .isEqualTo(new Protection(true, swept.protection().since(), 4, 20, 19));
        assertThat(logged()).contains(new Mutation.Removed(n(3), "first", Mutation.Cause.EXPIRED));
        assertThat(keys()).hasSize(19).doesNotContain(n(3));
    }

    @Test
    void aRefusalThatHasExpiredProvesNothing() {
        List<Lease> fleet = fleet(20);
        passRenewing(lease().multipliedBy(2), fleet.subList(5, 20));

        refused(n(3), lease().dividedBy(4));
        store.pass(lease().dividedBy(4));
        renew(fleet.subList(5, 20).toArray(Lease[]::new));

        assertThat(sweep().removed()).isEmpty();
    }

    @Test
    void aRefusalThatPromisesMoreThanHalfAnHourProvesNothing() {
        List<Lease> fleet = fleet(20);
        passRenewing(lease().multipliedBy(2), fleet.subList(5, 20));

        refused(n(3), Duration.ofMinutes(30).plusMillis(1));
        refused(n(4), Duration.ofMinutes(30));

        assertThat(sweep().removed()).containsExactly(n(4));
    }

    @Test
    void aSilentConnectionProvesNothing() {
        List<Lease> fleet = fleet(20);
        passRenewing(lease().multipliedBy(2), fleet.subList(5, 20));

        Instant now = now();
        change(new Change.Observe(new Observation(
                n(3), "first", "caller", Evidence.SILENT, "no answer", now, now.plus(lease().multipliedBy(2)))));

        assertThat(sweep().removed()).isEmpty();
    }

    @Test
    void whoRefusesConnectionsButRenewsStaysASuspect() {
        List<Lease> fleet = fleet(20);
        refused(n(3), lease().multipliedBy(4));

        passRenewing(lease().multipliedBy(2), fleet.subList(0, 20));

        assertThat(keys()).hasSize(20);
        assertThat(orders().observations()).extracting(Observation::key).containsExactly(n(3));
    }

    @Test
    void whileItLastsLaterOnesAreHeldToo() {
        List<Lease> fleet = fleet(20);
        passRenewing(lease().multipliedBy(2), fleet.subList(4, 20));

        passRenewing(lease().multipliedBy(2), fleet.subList(5, 20));

        assertThat(sweep().held()).hasSize(5).contains(n(4));
        assertThat(keys()).hasSize(20);
    }

    @Test
    void itEndsWhenTheyRenew() {
        List<Lease> fleet = fleet(20);
        passRenewing(lease().multipliedBy(2), fleet.subList(4, 20));
        assertThat(sweep().protection().active()).isTrue();

        assertThat(renew(fleet.toArray(Lease[]::new)).states()).containsOnly(LeaseState.OK);

        assertThat(sweep()).isEqualTo(Swept.nothing(snapshot().position()));
        assertThat(orders().observations()).isEmpty();
    }

    @Test
    void thoseWhoFollowLateHaveALeaseToComeBack() {
        List<Lease> fleet = fleet(20);
        List<Lease> stock = crowd("stock", 0, 2);
        passRenewing(lease().multipliedBy(2), both(fleet.subList(4, 20), stock.subList(1, 2)));
        assertThat(sweep().held()).hasSize(5);

        passRenewing(lease().dividedBy(2), both(fleet, stock.subList(1, 2)));

        Swept swept = sweep();
        assertThat(swept.protection().active())
                .as("one is left, for less than a lease")
                .isTrue();
        assertThat(swept.held()).containsExactly(stock.get(0).key());
        passRenewing(lease().multipliedBy(2), both(fleet, stock.subList(1, 2)));
        assertThat(sweep()).isEqualTo(Swept.nothing(snapshot().position()));
        assertThat(records(store.await(registry.snapshot(Set.of("stock"))), "stock")
                        .registrations())
                .hasSize(1);
    }

    @Test
    void itEndsWhenAsManyLiveAsThereWere() {
        List<Lease> fleet = fleet(20);
        passRenewing(lease().multipliedBy(2), fleet.subList(4, 20));

        crowd("orders", 100, 4);
        Swept swept = sweep();

        assertThat(swept.protection()).isEqualTo(Protection.NONE);
        assertThat(swept.removed()).containsExactlyInAnyOrder(n(0), n(1), n(2), n(3));
    }

    @Test
    void nobodyNeedTakeThePlaceOfWhoWasProvenDead() {
        List<Lease> fleet = fleet(20);
        passRenewing(lease().multipliedBy(2), fleet.subList(5, 20));
        refused(n(3), lease());
        sweep();

        crowd("orders", 100, 4);

        assertThat(sweep().removed()).hasSize(4);
    }

    @Test
    void aRenewalTellsOfIt() {
        List<Lease> fleet = fleet(20);
        assertThat(renew().protection()).isEqualTo(Protection.NONE);

        passRenewing(lease().multipliedBy(2), fleet.subList(4, 20));

        assertThat(renew(fleet.get(10)).protection())
                .isEqualTo(sweep().protection())
                .matches(Protection::active);
    }

    @Test
    void theLastOfAServiceStayThoughProvenDeadAndNobodyAsksThemAgain() {
        registered(a().build());
        registered(b().build());
        passSweeping(lease().multipliedBy(2));
        assertThat(sweep().silent()).extracting(Swept.Silent::key).containsExactlyInAnyOrder(A, B);

        refused(A, lease().dividedBy(2));
        Swept swept = sweep();

        assertThat(swept.removed()).isEmpty();
        assertThat(swept.silent()).extracting(Swept.Silent::key).containsExactly(B);
        assertThat(orders().observations())
                .filteredOn(seen -> seen.observer().equals(Observation.REGISTRY))
                .extracting(seen -> seen.key() + " " + seen.evidence())
                .containsExactlyInAnyOrder(A + " REFUSED", B + " LAPSED");
        passSweeping(lease());
        assertThat(sweep().silent())
                .as("the registry remembers, when the observer's word has expired")
                .extracting(Swept.Silent::key)
                .containsExactly(B);
    }

    @Test
    void whoWasProvenDeadIsAcquittedByARenewal() {
        Lease a = registered(a().build());
        passSweeping(lease().multipliedBy(2));
        refused(A, lease().dividedBy(2));
        sweep();
        store.pass(lease().dividedBy(2));

        renew(a);
        sweep();

        assertThat(orders().observations()).isEmpty();
    }

    @Test
    void theSilentOnesAreNamedInTurn() {
        List<Lease> fleet = fleet(120);
        passRenewing(lease().multipliedBy(2), fleet.subList(60, 120));

        List<Swept.Silent> some = sweep().silent();
        store.pass(Duration.ofMillis(10));
        List<Swept.Silent> others = sweep().silent();

        assertThat(some).hasSize(50).doesNotHaveDuplicates();
        assertThat(others).hasSize(50).doesNotHaveDuplicates().doesNotContainSequence(some);
        assertThat(IntStream.range(0, 60).mapToObj(ProtectingRules::n).toList())
                .allMatch(key -> some.stream().anyMatch(s -> s.key().equals(key))
                        || others.stream().anyMatch(s -> s.key().equals(key)));
    }

    private static InstanceKey n(int index) {
        return new InstanceKey("orders", "n" + index);
    }

    private void refused(InstanceKey key, Duration holds) {
        change(new Change.Observe(observation(key, "first", "caller", holds)));
    }

    private List<Lease> fleet(int size) {
        return crowd("orders", 0, size);
    }

    private List<Lease> crowd(String service, int from, int size) {
        List<Lease> leases = new ArrayList<>();
        for (int i = from; i < from + size; i++) {
            Registration registration =
                    Registrations.of(service, "n" + i).at("10.1.0.1", 1_000 + i).build();
            leases.add(registered(registration));
        }
        return leases;
    }

    private void passRenewing(Duration duration, List<Lease> leases) {
        passRenewing(duration, leases.toArray(Lease[]::new));
    }

    private static List<Lease> both(List<Lease> some, List<Lease> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }
}
