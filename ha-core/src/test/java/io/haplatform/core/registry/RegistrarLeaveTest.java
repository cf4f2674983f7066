package io.haplatform.core.registry;

import static io.haplatform.core.registry.ScriptedRegistry.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How own instances leave the registry, and how the registrar ends. */
class RegistrarLeaveTest extends RegistrarRules {

    @Test
    void leavingIsConfirmedAndNothingIsRenewedAfterwards() {
        registered(ORDERS_A);

        CompletableFuture<Void> left = registrar.deregister(A).toCompletableFuture();
        time.run();
        assertThat(left).isNotDone();
        assertThat(registrar.own()).isEmpty();
        ScriptedRegistry.Asked<Change, Changed> asked = next(registry.changes);
        assertThat(asked.question()).isEqualTo(new Change.Deregister(A, "first"));
        asked.answer().complete(new Changed(Changed.Result.APPLIED, ScriptedRegistry.at(2)));
        time.run();

        assertThat(left).isCompleted();
        assertThat(awaitRenewal().leases()).isEmpty();
    }

    @Test
    void leavingIsRetriedAndEndsAfterTwoSecondsWhateverTheRegistryDoes() {
        registered(ORDERS_A);
        CompletableFuture<Void> left = registrar.deregister(A).toCompletableFuture();
        time.run();
        next(registry.changes).fail("gone");
        time.advance(Duration.ofMillis(200));
        assertThat(registry.changes).as("retried").hasSize(1);

        time.advance(Duration.ofMillis(1_799));
        assertThat(left).isNotDone();
        time.advance(Duration.ofMillis(1));
        assertThat(left).isCompleted();
    }

    @Test
    void leavingWaitsForTheRegistrationUnderWaySoThatItIsNotOvertaken() {
        registrar.start();
        CompletableFuture<Registered> answer = register(ORDERS_A).toCompletableFuture();
        registrar.deregister(A);
        time.run();
        assertThat(registry.changes).isEmpty();
        assertThat(answer).isCompletedExceptionally();

        accept();

        assertThat(next(registry.changes).question()).isEqualTo(new Change.Deregister(A, "first"));
        assertThat(registrar.own()).isEmpty();
    }

    @Test
    void leavingWhatIsNotOursIsDoneAtOnce() {
        assertThat(registrar.deregister(A).toCompletableFuture()).isNotDone();
        time.run();
        assertThat(registrar.deregister(A).toCompletableFuture()).satisfies(done -> {
            time.run();
            assertThat(done).isCompleted();
        });
        assertThat(registry.changes).isEmpty();
    }

    @Test
    void afterCloseNothingIsAskedAndNobodyWaits() {
        registrar.start();
        CompletableFuture<Registered> answer = register(ORDERS_A).toCompletableFuture();
        registrar.close();
        CompletableFuture<Registered> late = register(ORDERS_B).toCompletableFuture();
        CompletableFuture<Void> left = registrar.deregister(A).toCompletableFuture();
        time.run();

        assertThat(answer).isCompletedExceptionally();
        assertThatThrownBy(late::join).hasRootCauseMessage("The registrar is closed");
        assertThat(left).isCompleted();
        registry.registrations.clear();
        time.advance(Duration.ofMinutes(1));
        assertThat(registry.registrations).isEmpty();
        assertThat(registry.renewals).isEmpty();
        assertThat(registry.sweeps).isZero();
    }

    @Test
    void closingDoesNotKeepALeaverWaiting() {
        registered(ORDERS_A);
        CompletableFuture<Void> left = registrar.deregister(A).toCompletableFuture();
        time.run();

        registrar.close();
        time.run();

        assertThat(left).isCompleted();
    }
}
