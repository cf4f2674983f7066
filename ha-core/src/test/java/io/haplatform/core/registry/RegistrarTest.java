package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.instance;
import static io.haplatform.core.registry.ScriptedRegistry.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Registrar.Own;
import io.haplatform.core.registry.Registrar.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Registering, changing and leaving. Renewals: {@link RegistrarRenewalTest}. */
class RegistrarTest extends RegistrarRules {

    private static Registration withStatus(Registration registration, Status status) {
        return registration.withStatus(status, "", Sample.THEN);
    }

    @Test
    void anInstanceIsRegisteredAtOnceAndTheAnswerIsTheRegistrys() {
        registrar.start();
        CompletableFuture<Registered> answer = register(ORDERS_A).toCompletableFuture();
        assertThat(state()).isEqualTo(State.REGISTERING);
        assertThat(own().renewedAt()).isNull();

        assertThat(accept()).containsExactly(ORDERS_A);

        assertThat(answer).isCompletedWithValue(new Registered.Accepted(A, "d1"));
        assertThat(own()).isEqualTo(new Own(ORDERS_A, State.REGISTERED, "", time.now()));
        assertThat(states).containsExactly(State.REGISTERED);
    }

    @Test
    void whatIsRegisteredBeforeTheStartGoesInOneBatch() {
        register(ORDERS_A);
        register(ORDERS_B);
        assertThat(registry.registrations).isEmpty();

        registrar.start();
        time.run();

        assertThat(accept()).containsExactly(ORDERS_A, ORDERS_B);
        assertThat(registrar.own()).extracting(Own::state).containsOnly(State.REGISTERED);
    }

    @Test
    void aBatchHasAtMostAHundred() {
        IntStream.range(0, 250).forEach(i -> register(instance("orders", "n" + i)));
        registrar.start();
        time.run();

        assertThat(accept()).hasSize(100);
        assertThat(accept()).hasSize(100);
        assertThat(accept()).hasSize(50);
        assertThat(registry.registrations).isEmpty();
    }

    @Test
    void whileTheRegistryIsAwayRegistrationIsRetriedAtRandomAndTheAnswerWaits() {
        registrar.start();
        CompletableFuture<Registered> answer = register(ORDERS_A).toCompletableFuture();
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            refuse("try " + i);
            long failed = time.nanos();
            awaitRegistration();
            waits.add(Duration.ofNanos(time.nanos() - failed));
        }

        assertThat(answer).isNotDone();
        assertThat(own().state()).isEqualTo(State.AWAY);
        assertThat(own().reason()).isEqualTo("try 29");
        assertThat(states).as("said once").containsExactly(State.AWAY);
        assertThat(waits).allMatch(wait -> wait.compareTo(Duration.ofSeconds(2)) <= 0);
        assertThat(waits.get(0)).isLessThanOrEqualTo(Duration.ofMillis(100));
        assertThat(new TreeSet<>(waits)).as("spread").hasSizeGreaterThan(15);

        accept();
        assertThat(answer).isCompletedWithValue(new Registered.Accepted(A, "d1"));
        assertThat(states).containsExactly(State.AWAY, State.REGISTERED);
    }

    @Test
    void anAnswerThatNeverComesIsARefusalAndTheRequestIsRepeated() {
        registrar.start();
        register(ORDERS_A);

        time.advance(Duration.ofSeconds(3));
        assertThat(own().reason()).isEqualTo("the registry has not answered a registration within 3000ms");

        next(registry.registrations);
        assertThat(awaitRegistration()).containsExactly(ORDERS_A);
    }

    @Test
    void aHeldIdIsRetriedUntilItsHoldersLeaseEnds() {
        registrar.start();
        CompletableFuture<Registered> answer = register(ORDERS_A).toCompletableFuture();
        Registered.Held held = new Registered.Held(A, "10.0.0.9:8080", Duration.ofSeconds(6));

        answer(held);
        assertThat(answer).isCompletedWithValue(held);
        assertThat(own().state()).isEqualTo(State.HELD);
        assertThat(own().reason())
                .isEqualTo("a living owner at 10.0.0.9:8080 holds this id; give one of them another ha.instance.id, or"
                        + " stop that owner and its lease ends within 6000ms");

        for (int i = 0; i < 5; i++) {
            long before = time.nanos();
            awaitRegistration();
            assertThat(Duration.ofNanos(time.nanos() - before))
                    .isBetween(Duration.ofMillis(1_799), Duration.ofMillis(2_201));
            answer(held);
        }
        assertThat(states).as("said once").containsExactly(State.HELD);

        awaitRegistration();
        accept();
        assertThat(states).containsExactly(State.HELD, State.REGISTERED);
    }

    @Test
    void theRetryOfAHeldIdComesWhenTheLeaseEndsIfThatIsSooner() {
        registrar.start();
        register(ORDERS_A);
        answer(new Registered.Held(A, "10.0.0.9:8080", Duration.ofMillis(200)));

        time.advance(Duration.ofMillis(179));
        assertThat(registry.registrations).isEmpty();
        time.advance(Duration.ofMillis(42));
        assertThat(registry.registrations).hasSize(1);
    }

    @Test
    void anotherHolderIsNews() {
        registrar.start();
        register(ORDERS_A);
        answer(new Registered.Held(A, "10.0.0.9:8080", Duration.ofMillis(200)));
        awaitRegistration();
        answer(new Registered.Held(A, "10.0.0.7:8080", Duration.ofMillis(200)));

        assertThat(states).containsExactly(State.HELD, State.HELD);
        assertThat(own().reason()).startsWith("a living owner at 10.0.0.7:8080");
    }

    @Test
    void oneHeldInstanceDoesNotKeepTheOthersBack() {
        registrar.start();
        register(ORDERS_A);
        answer(new Registered.Held(A, "10.0.0.9:8080", Duration.ofSeconds(6)));

        register(ORDERS_B);

        assertThat(accept()).containsExactly(ORDERS_B);
    }

    @Test
    void whatIsRejectedIsNotRepeatedUntilItIsChanged() {
        registrar.start();
        CompletableFuture<Registered> answer = register(ORDERS_A).toCompletableFuture();
        answer(new Registered.Rejected(A, "registration must be at most 16384 bytes"));
        assertThat(answer).isDone();
        assertThat(own().state()).isEqualTo(State.REJECTED);
        assertThat(own().reason()).isEqualTo("registration must be at most 16384 bytes");

        time.advance(Duration.ofMinutes(1));
        assertThat(registry.registrations).isEmpty();

        registrar.update(A, r -> withStatus(r, Status.STARTING));
        time.run();
        accept();
        assertThat(states).containsExactly(State.REJECTED, State.REGISTERING, State.REGISTERED);
    }

    @Test
    void aChangeThatIsRejectedIsNotSaidToBeRegisteredByTheRenewalOfWhatWasBefore() {
        registered(ORDERS_A);
        registrar.update(A, r -> withStatus(r, Status.DRAINING));
        time.run();
        answer(new Registered.Rejected(A, "registration must be at most 16384 bytes"));

        awaitRenewal();
        renewed(LeaseState.OK);
        assertThat(own().state()).isEqualTo(State.REJECTED);
        assertThat(own().reason()).isEqualTo("registration must be at most 16384 bytes");

        awaitRenewal();
        renewalFails("gone");
        assertThat(own().state()).isEqualTo(State.REJECTED);
        assertThat(states).containsExactly(State.REJECTED);
    }

    @Test
    void aChangeIsPublishedAtOnce() {
        registered(ORDERS_A);

        registrar.update(A, r -> withStatus(r, Status.DRAINING));
        time.run();

        assertThat(own().registration().status()).isEqualTo(Status.DRAINING);
        assertThat(accept()).extracting(Registration::status).containsExactly(Status.DRAINING);
        assertThat(states).as("it was registered all the time").isEmpty();
    }

    @Test
    void changesOvertakeNoRequestAndTheLastOneWins() {
        registrar.start();
        register(withStatus(ORDERS_A, Status.STARTING));
        registrar.update(A, r -> withStatus(r, Status.UP));
        registrar.update(A, r -> withStatus(r, Status.DRAINING));
        time.run();
        assertThat(registry.registrations).as("one at a time").hasSize(1);

        assertThat(accept()).extracting(Registration::status).containsExactly(Status.STARTING);
        assertThat(accept()).extracting(Registration::status).containsExactly(Status.DRAINING);
        assertThat(registry.registrations).isEmpty();
    }

    @Test
    void aChangeThatCouldNotBePublishedIsRetried() {
        registered(ORDERS_A);
        registrar.update(A, r -> withStatus(r, Status.DRAINING));
        time.run();

        refuse("gone");
        assertThat(awaitRegistration()).extracting(Registration::status).containsExactly(Status.DRAINING);
    }

    @Test
    void aChangeDoesNotWaitForTheNextRetry() {
        registrar.start();
        register(withStatus(ORDERS_A, Status.STARTING));
        for (int i = 0; i < 10; i++) {
            refuse("gone");
            awaitRegistration();
        }
        refuse("gone");

        registrar.update(A, r -> withStatus(r, Status.UP));
        time.run();

        assertThat(accept()).extracting(Registration::status).containsExactly(Status.UP);
    }

    @Test
    void aChangeThatChangesNothingIsNotSent() {
        registered(ORDERS_A);

        registrar.update(A, r -> r);
        registrar.update(Sample.key("orders", "stranger"), r -> withStatus(r, Status.DOWN));
        registrar.update(A, r -> instance("orders", "other"));
        registrar.update(A, r -> instance("orders", "a", "another start", 100, Status.UP));
        time.run();

        assertThat(registry.registrations).isEmpty();
        assertThat(own().registration()).isEqualTo(ORDERS_A);
    }

    @Test
    void registeringOnceMoreReplacesTheFirst() {
        registrar.start();
        CompletableFuture<Registered> first = register(ORDERS_A).toCompletableFuture();
        CompletableFuture<Registered> second =
                register(instance("orders", "a", "second", 100, Status.UP)).toCompletableFuture();

        assertThatThrownBy(first::join)
                .hasRootCauseMessage("orders/a was registered once more before the registry had answered");
        accept();
        assertThat(accept()).extracting(Registration::incarnation).containsExactly("second");
        assertThat(second).isCompleted();
        assertThat(registrar.own()).hasSize(1);
    }

    @Test
    void aListenerThatThrowsHarmsNobodyAndOneThatLeftIsToldNothing() {
        List<Own> heard = new ArrayList<>();
        registrar.onState(own -> {
            throw new IllegalStateException("planted");
        });
        Subscription subscription = registrar.onState(heard::add);
        registered(ORDERS_A);
        assertThat(heard).hasSize(1);

        subscription.close();
        register(ORDERS_B);
        accept();
        assertThat(heard).hasSize(1);
    }

    @Test
    void startingTwiceIsStartingOnce() {
        registrar.start();
        registrar.start();
        time.advance(Duration.ofMillis(1_100));

        assertThat(registry.sweeps).isEqualTo(1);
    }
}
