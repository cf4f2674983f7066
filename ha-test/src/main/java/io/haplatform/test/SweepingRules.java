package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Swept;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Chapter of {@link RegistryContract}: leases that end, what is removed then and what is not. */
abstract class SweepingRules extends RegistryRules {

    SweepingRules(Supplier<SharedStore> opener) {
        super(opener);
    }

    @Test
    void whoDoesNotRenewIsRemovedAndTheOthersStay() {
        registered(a().build());
        Lease b = registered(b().build());
        logged();

        passRenewing(lease().multipliedBy(2), b);

        assertThat(keys()).containsExactly(B);
        assertThat(logged())
                .as("a suspect at once, and removed when nobody else has fallen silent for half a lease")
                .hasSize(2)
                .endsWith(new Mutation.Removed(A, "first", Mutation.Cause.EXPIRED))
                .first()
                .isInstanceOf(Mutation.Observed.class);
    }

    @Test
    void whoStillHasALeaseIsNotRemoved() {
        registered(a().build());
        Lease b = registered(b().build());

        passRenewing(lease().dividedBy(2), b);

        assertThat(sweep().removed()).isEmpty();
        assertThat(keys()).containsExactly(A, B);
    }

    @Test
    void whoSweepsSecondFindsNothingLeft() {
        Registry other = store.connect();
        registered(a().build());
        Lease b = registered(b().build());
        passRenewing(lease().plus(lease().dividedBy(4)), b);
        assertThat(sweep().held())
                .as("who was cut off together may still fall silent")
                .containsExactly(A);
        store.pass(lease().dividedBy(4));

        Swept first = sweep();
        Swept second = store.await(other.sweep());

        assertThat(first.removed()).containsExactly(A);
        assertThat(second.removed()).isEmpty();
        assertThat(second.head()).isEqualTo(first.head());
    }

    @Test
    void whatWasRemovedIsGoneForItsOwnerToo() {
        Lease a = registered(a().build());
        Lease b = registered(b().build());

        passRenewing(lease().multipliedBy(2), b);

        assertThat(renewed(a)).isEqualTo(LeaseState.GONE);
    }

    @Test
    void aSweepThatFindsNothingWritesNothing() {
        registered(a().build());
        Position head = snapshot().position();

        Swept swept = sweep();

        assertThat(swept).isEqualTo(Swept.nothing(head));
        assertThat(snapshot().position()).isEqualTo(head);
    }

    @Test
    void theLastInstanceOfAServiceIsKeptAndSuspected() {
        registered(a().build());
        logged();

        passSweeping(lease().plusMillis(1));
        Swept swept = sweep();

        assertThat(swept.removed()).isEmpty();
        assertThat(swept.held()).containsExactly(A);
        assertThat(keys()).containsExactly(A);
        assertThat(orders().observations()).singleElement().satisfies(lapsed -> {
            assertThat(lapsed.evidence()).isEqualTo(Observation.Evidence.LAPSED);
            assertThat(lapsed.observer()).isEqualTo(Observation.REGISTRY);
            assertThat(lapsed.incarnation()).isEqualTo("first");
            assertThat(lapsed.expiresAt()).isEqualTo(lapsed.at().plus(Duration.ofHours(1)));
            assertThat(lapsed.detail()).startsWith("lease ended at ");
        });
        assertThat(logged()).hasSize(1).hasOnlyElementsOfType(Mutation.Observed.class);
    }

    @Test
    void thatTheLastOneLapsedIsSaidOnce() {
        registered(a().build());
        passSweeping(lease().plusMillis(1));
        sweep();
        logged();

        passSweeping(lease().multipliedBy(2));

        assertThat(sweep().held()).containsExactly(A);
        assertThat(logged()).isEmpty();
    }

    @Test
    void aServiceThatFallsSilentAltogetherIsKeptAltogether() {
        registered(a().build());
        registered(b().build());

        passSweeping(lease().multipliedBy(2));
        Swept swept = sweep();

        assertThat(swept.removed()).isEmpty();
        assertThat(swept.held()).containsExactlyInAnyOrder(A, B);
        assertThat(orders().observations()).extracting(Observation::key).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void servicesAreJudgedOneByOne() {
        registered(a().build());
        Lease other = registered(Registrations.of("stock", "x").build());

        passRenewing(lease().multipliedBy(2), other);

        assertThat(keys()).containsExactly(A);
        assertThat(sweep().held()).containsExactly(A);
    }

    @Test
    void aRenewalAcquitsWhoHadLapsed() {
        Lease a = registered(a().build());
        passSweeping(lease().plusMillis(1));
        sweep();
        logged();

        assertThat(renewed(a)).isEqualTo(LeaseState.OK);

        assertThat(orders().observations()).isEmpty();
        assertThat(logged()).containsExactly(new Mutation.Unobserved(A, Observation.REGISTRY));
        assertThat(sweep().held()).isEmpty();
    }

    @Test
    void registeringAgainAcquitsToo() {
        registered(a().build());
        passSweeping(lease().plusMillis(1));
        sweep();
        logged();

        registered(a().build());

        assertThat(orders().observations()).isEmpty();
        assertThat(logged()).containsExactly(new Mutation.Unobserved(A, Observation.REGISTRY));
    }

    @Test
    void aLapsedOneGoesOnceThereIsALivingOne() {
        registered(a().build());
        passSweeping(lease().multipliedBy(2));
        assertThat(keys()).containsExactly(A);

        registered(b().build());

        assertThat(sweep().removed()).containsExactly(A);
        assertThat(keys()).containsExactly(B);
        assertThat(orders().observations()).isEmpty();
    }

    @Test
    void aLapsedIdIsFreeForAnotherAddress() {
        registered(a().build());
        passSweeping(lease().multipliedBy(2));

        registered(a().incarnation("rival").at("10.0.0.9", 1).build());

        assertThat(orders().observations()).isEmpty();
        assertThat(sweep().held()).isEmpty();
    }

    @Test
    void anotherObserversWordIsNotTheRegistrys() {
        registered(a().build());
        change(new Change.Observe(observation(A, "first", "caller", lease().multipliedBy(10))));

        passSweeping(lease().multipliedBy(2));
        sweep();

        assertThat(orders().observations())
                .extracting(Observation::observer)
                .containsExactlyInAnyOrder("caller", Observation.REGISTRY);
    }

    @Test
    void afterASilenceOfAllSweepersOwnersGetOneLeaseToComeBack() {
        Lease a = registered(a().build());
        Lease b = registered(b().build());
        logged();

        store.pass(lease().multipliedBy(10));
        renew(b);
        Swept first = sweep();

        assertThat(first.removed()).isEmpty();
        assertThat(first.held()).containsExactly(A);
        assertThat(logged()).isEmpty();
        assertThat(renewed(a)).isEqualTo(LeaseState.OK);

        passRenewing(lease().multipliedBy(2), b);
        assertThat(keys()).containsExactly(B);
    }

    @Test
    void theFirstOneBackGivesTheOthersOfItsServiceALeaseOfGrace() {
        Lease a = registered(a().build());
        Lease b = registered(b().build());
        passSweeping(lease().multipliedBy(2));
        assertThat(sweep().held()).containsExactly(A, B);
        logged();

        renew(a);
        store.pass(lease().dividedBy(4));

        assertThat(sweep().held())
                .as("that one is back shows that silence was not death")
                .containsExactly(B);
        assertThat(renewed(b)).isEqualTo(LeaseState.OK);
        assertThat(logged())
                .containsExactly(
                        new Mutation.Unobserved(A, Observation.REGISTRY),
                        new Mutation.Unobserved(B, Observation.REGISTRY));
        assertThat(orders().observations()).isEmpty();
    }

    @Test
    void whoIsNotBackWithinThatLeaseIsRemoved() {
        Lease a = registered(a().build());
        registered(b().build());
        passSweeping(lease().multipliedBy(2));
        sweep();

        passRenewing(lease().multipliedBy(2), a);

        assertThat(keys()).containsExactly(A);
    }

    @Test
    void theGraceOfOneServiceIsNotAnothers() {
        Lease x = registered(Registrations.of("stock", "x").build());
        Lease y = registered(Registrations.of("stock", "y").build());
        Lease a = registered(a().build());
        Lease b = registered(b().build());
        passRenewing(lease().multipliedBy(2), a, b);
        assertThat(sweep().held()).containsExactly(x.key(), y.key());
        passRenewing(lease().dividedBy(4).multipliedBy(5), b);

        renew(x);
        store.pass(lease().dividedBy(4));
        renew(b);
        Swept swept = sweep();

        assertThat(swept.removed()).containsExactly(A);
        assertThat(swept.held()).containsExactly(y.key());
    }

    @Test
    void whoIsProvenDeadIsRemovedAFewHundredPerSweep() {
        Lease b = registered(b().build());
        List<Registration> crowd = crowd(450);
        passRenewing(lease().minus(lease().dividedBy(4)), b);
        crowd.forEach(one -> change(new Change.Observe(observation(one.key(), "first", "caller", lease()))));
        store.pass(lease().dividedBy(4));
        logged();

        renew(b);
        List<Integer> removed = List.of(
                sweep().removed().size(),
                sweep().removed().size(),
                sweep().removed().size(),
                sweep().removed().size());

        assertThat(removed).containsExactly(200, 200, 50, 0);
        assertThat(keys()).containsExactly(B);
        assertThat(logged()).hasSize(450).hasOnlyElementsOfType(Mutation.Removed.class);
    }

    @Test
    void ofACrowdThatFallsSilentAFewHundredAreSuspectedPerSweepAndNoneIsRemoved() {
        crowd(450);
        logged();
        passSweeping(lease());

        List<Integer> suspected = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            assertThat(sweep().removed()).isEmpty();
            suspected.add(logged().size());
        }

        assertThat(suspected).containsExactly(200, 200, 50, 0);
        assertThat(sweep().held()).hasSize(200);
        assertThat(keys()).hasSize(450);
    }

    private List<Registration> crowd(int size) {
        List<Registration> batch = new ArrayList<>();
        for (int i = 1_000; i < 1_000 + size; i++) {
            batch.add(Registrations.of("orders", "n" + i).at("10.1.0.1", i).build());
        }
        register(batch);
        return batch;
    }
}
