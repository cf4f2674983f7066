package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Chapter of {@link RegistryContract}: who gets an id, and what of it is written down. */
abstract class RegisteringRules extends RegistryRules {

    RegisteringRules(Supplier<SharedStore> opener) {
        super(opener);
    }

    @Test
    void whatIsRegisteredIsInTheSnapshotWithItsLease() {
        Registration a = a().zone("z1").tags("blue").metadata("team", "Größe").build();

        registered(a);

        Snapshot snapshot = snapshot();
        assertThat(snapshot.names()).containsExactly("orders");
        assertThat(orders().registrations()).containsExactly(a);
        assertThat(Duration.between(snapshot.now(), orders().leases().get(A)))
                .isPositive()
                .isLessThanOrEqualTo(lease());
    }

    @Test
    void aBatchIsAnsweredPerItemAndIsOneEntryOfTheLog() {
        List<Registered> answers = register(List.of(a().build(), b().build()));

        assertThat(answers).extracting(Registered::key).containsExactly(A, B);
        assertThat(answers).hasOnlyElementsOfType(Registered.Accepted.class);
        assertThat(tape.entries()).hasSize(1);
        assertThat(logged()).containsExactly(new Mutation.Put(a().build()), new Mutation.Put(b().build()));
    }

    @Test
    void anEmptyBatchIsAnsweredAndWritesNothing() {
        assertThat(register(List.of())).isEmpty();
        assertThat(logged()).isEmpty();
    }

    @Test
    void theDigestSpeaksOfTheContent() {
        Lease first = registered(a().weight(100).build());
        Lease same = registered(a().weight(100).build());
        Lease other = registered(a().weight(50).build());

        assertThat(first.digest()).matches("[0-9a-f]{40}").isEqualTo(same.digest());
        assertThat(other.digest()).isNotEqualTo(first.digest());
    }

    @Test
    void registeringTheSameAgainWritesNothingButRenewsTheLease() {
        registered(a().build());
        registered(b().build());
        logged();

        for (int i = 0; i < 8; i++) {
            passSweeping(lease().dividedBy(4));
            registered(a().build());
            registered(b().build());
        }

        assertThat(logged()).isEmpty();
        assertThat(keys()).containsExactly(A, B);
    }

    @Test
    void newContentOfTheSameIncarnationReplacesTheOld() {
        registered(a().weight(100).build());
        registered(a().weight(7).build());

        assertThat(orders().registrations()).containsExactly(a().weight(7).build());
        assertThat(logged())
                .containsExactly(
                        new Mutation.Put(a().weight(100).build()),
                        new Mutation.Put(a().weight(7).build()));
    }

    @Test
    void theSameIncarnationMayMoveToAnotherAddress() {
        registered(a().at("10.0.0.1", 8081).build());
        registered(a().at("10.0.0.9", 9999).build());

        assertThat(orders().registrations()).extracting(Registration::address).containsExactly("10.0.0.9:9999");
    }

    @Test
    void aNewIncarnationAtTheSameAddressTakesOverAtOnce() {
        Lease old = registered(a().incarnation("first").build());

        registered(a().incarnation("second").build());

        assertThat(orders().registrations())
                .extracting(Registration::incarnation)
                .containsExactly("second");
        assertThat(renewed(old)).isEqualTo(LeaseState.SUPERSEDED);
    }

    @Test
    void anIdHeldByALivingOwnerElsewhereIsRefusedAndSaysByWhom() {
        Lease holder = registered(a().build());
        logged();

        Registered answer =
                register(a().incarnation("rival").at("10.0.0.9", 8081).build());

        assertThat(answer).isInstanceOfSatisfying(Registered.Held.class, held -> {
            assertThat(held.key()).isEqualTo(A);
            assertThat(held.holder()).isEqualTo("10.0.0.1:8081");
            assertThat(held.remaining()).isPositive().isLessThanOrEqualTo(lease());
        });
        assertThat(logged()).isEmpty();
        assertThat(renewed(holder)).isEqualTo(LeaseState.OK);
    }

    @Test
    void oneRefusedItemDoesNotTouchTheOthersOfItsBatch() {
        registered(a().build());

        List<Registered> answers =
                register(List.of(a().incarnation("rival").at("10.0.0.9", 1).build(), b().build()));

        assertThat(answers.get(0)).isInstanceOf(Registered.Held.class);
        assertThat(answers.get(1)).isInstanceOf(Registered.Accepted.class);
        assertThat(keys()).containsExactly(A, B);
    }

    @Test
    void aRegistrationThatIsTooLargeIsRejectedAndItsNeighboursAreNot() {
        Registration large = a().metadata("essay", "x".repeat(20_000)).build();

        List<Registered> answers = register(List.of(large, b().build()));

        assertThat(answers.get(0)).isInstanceOfSatisfying(Registered.Rejected.class, rejected -> {
            assertThat(rejected.key()).isEqualTo(A);
            assertThat(rejected.reason())
                    .contains("registration of orders/a must be at most 16384 bytes")
                    .contains("shorten its metadata");
        });
        assertThat(answers.get(1)).isInstanceOf(Registered.Accepted.class);
        assertThat(keys()).containsExactly(B);
    }

    @Test
    void anIdIsFreeForAnotherAddressOnceItsHoldersLeaseHasEnded() {
        Lease holder = registered(a().build());
        store.pass(lease().plusMillis(1));

        registered(a().incarnation("rival").at("10.0.0.9", 8081).build());

        assertThat(orders().registrations())
                .extracting(Registration::incarnation)
                .containsExactly("rival");
        assertThat(renewed(holder)).isEqualTo(LeaseState.SUPERSEDED);
    }

    @Test
    void theItemsOfABatchAreTakenInOrder() {
        List<Registered> answers = register(
                List.of(a().build(), a().incarnation("rival").at("10.0.0.9", 1).build()));

        assertThat(answers.get(0)).isInstanceOf(Registered.Accepted.class);
        assertThat(answers.get(1)).isInstanceOf(Registered.Held.class);
    }

    @Test
    void theSameIdInAnotherServiceIsAnotherInstance() {
        registered(a().build());
        registered(Registrations.of("stock", "a").at("10.0.0.9", 1).build());

        Snapshot both = store.await(registry.snapshot(Set.of("orders", "stock")));

        assertThat(both.names()).containsExactlyInAnyOrder("orders", "stock");
        assertThat(records(both, "orders").registrations()).hasSize(1);
        assertThat(records(both, "stock").registrations())
                .extracting(Registration::key)
                .containsExactly(new InstanceKey("stock", "a"));
    }

    @Test
    void aNewIncarnationIsBornInnocent() {
        registered(a().incarnation("first").build());
        change(new Change.Observe(observation(A, "first", "caller", Duration.ofMinutes(1))));

        registered(a().incarnation("second").build());

        assertThat(orders().observations()).isEmpty();
    }

    @Test
    void newContentDoesNotWashOffWhatWasSeen() {
        registered(a().build());
        change(new Change.Observe(observation(A, "first", "caller", Duration.ofMinutes(1))));

        registered(a().weight(7).build());

        assertThat(orders().observations()).hasSize(1);
    }

    @Test
    void whatOneRegistryWritesAnotherReads() {
        registered(a().build());

        Snapshot seen = store.await(store.connect().snapshot(Set.of("orders")));

        assertThat(records(seen, "orders").registrations()).containsExactly(a().build());
    }
}
