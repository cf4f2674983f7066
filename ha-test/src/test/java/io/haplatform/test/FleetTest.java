package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Registrar.Own;
import io.haplatform.core.registry.Registrar.State;
import io.haplatform.core.registry.RegistryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to a fleet of ten and its callers when something breaks: directory, registrar and model together. */
class FleetTest {

    private static final Duration LEASE = Duration.ofSeconds(6);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final RegistryFixture fleet = new RegistryFixture();
    private final List<SimulatedProcess> orders = new ArrayList<>();
    private final List<SimulatedProcess> callers = new ArrayList<>();
    private final List<RegistryEvent> events = new ArrayList<>();
    private int smallestView = Integer.MAX_VALUE;

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Ten instances of orders, three callers that follow it, all at rest. */
    private void tenAndThree() {
        orders.addAll(fleet.processes("orders", 10));
        for (int i = 0; i < 3; i++) {
            callers.add(fleet.process("caller-" + i));
            callers.get(i).directory().follow(List.of("orders"));
        }
        fleet.advance(SECOND.multipliedBy(5));
        callers.get(0).directory().onEvent(events::add);
        callers.forEach(caller -> caller.directory()
                .onView(
                        "orders",
                        view -> smallestView =
                                Math.min(smallestView, view.instances().size())));
        fleet.run();
        assertThat(views()).containsOnly(10);
    }

    private List<Integer> views() {
        return callers.stream().map(c -> c.view("orders").instances().size()).toList();
    }

    private List<State> states() {
        return orders.stream()
                .filter(SimulatedProcess::isAlive)
                .flatMap(p -> p.registrar().own().stream())
                .map(Own::state)
                .toList();
    }

    @Test
    void oneThatIsKilledIsOutOfEveryViewAfterItsLeaseAndOneSweep() {
        tenAndThree();

        orders.get(3).kill();
        fleet.advance(LEASE.plusMillis(1_500));

        assertThat(views()).containsOnly(9);
        assertThat(events)
                .as("a suspect first, then proven dead and removed")
                .allMatch(event -> event.key().equals(new InstanceKey("orders", "n3")))
                .filteredOn(RegistryEvent.ServiceExpired.class::isInstance)
                .singleElement()
                .isEqualTo(events.get(events.size() - 1));
    }

    @Test
    void oneThatLeavesIsOutOfEveryViewAtOnce() {
        tenAndThree();

        orders.get(3).registrar().deregister(new InstanceKey("orders", "n3"));
        fleet.run();

        assertThat(views()).containsOnly(9);
        assertThat(events).singleElement().isInstanceOf(RegistryEvent.ServiceDeregistered.class);
    }

    @Test
    void oneThatComesIsInEveryViewAtOnce() {
        tenAndThree();

        fleet.process("orders-10")
                .register(
                        Registrations.of("orders", "n10").at("10.0.0.10", 8080).build());
        fleet.run();

        assertThat(views()).containsOnly(11);
    }

    @Test
    void aRestartAtTheSameAddressTakesOverAtOnce() {
        tenAndThree();

        orders.get(3).kill();
        SimulatedProcess restarted = fleet.process("orders-3-again")
                .register(Registrations.of("orders", "n3")
                        .at("10.0.0.3", 8080)
                        .incarnation("second")
                        .build());
        fleet.run();

        assertThat(restarted.registrar().own()).extracting(Own::state).containsExactly(State.REGISTERED);
        fleet.advance(LEASE.multipliedBy(3));
        assertThat(views()).containsOnly(10);
        assertThat(events).singleElement().isInstanceOf(RegistryEvent.ServiceRegistered.class);
    }

    @Test
    void anIdFromAnotherAddressWaitsForTheLeaseOfTheDead() {
        tenAndThree();
        orders.get(3).kill();
        SimulatedProcess elsewhere = fleet.process("orders-3-elsewhere")
                .register(Registrations.of("orders", "n3")
                        .at("10.0.9.9", 8080)
                        .incarnation("second")
                        .build());
        fleet.run();
        assertThat(elsewhere.registrar().own()).extracting(Own::state).containsExactly(State.HELD);

        fleet.advance(LEASE.plus(Duration.ofMillis(2_200)));

        assertThat(elsewhere.registrar().own()).extracting(Own::state).containsExactly(State.REGISTERED);
        assertThat(views()).containsOnly(10);
    }

    @Test
    void aShortPauseCostsNobodyAnything() {
        tenAndThree();

        orders.get(3).pause();
        fleet.advance(Duration.ofSeconds(3));
        orders.get(3).resume();
        fleet.advance(LEASE);

        assertThat(views()).containsOnly(10);
        assertThat(smallestView).isEqualTo(10);
        assertThat(events).isEmpty();
    }

    @Test
    void aLongPauseEndsWithTheRegistrysWordBeforeAnyClaim() {
        tenAndThree();
        List<State> seen = new ArrayList<>();
        orders.get(3).registrar().onState(own -> seen.add(own.state()));

        orders.get(3).pause();
        fleet.advance(Duration.ofSeconds(20));
        assertThat(views()).containsOnly(9);
        orders.get(3).resume();
        assertThat(orders.get(3).registrar().own()).extracting(Own::state).containsExactly(State.REGISTERING);
        fleet.run();

        assertThat(views()).containsOnly(10);
        assertThat(seen).containsExactly(State.REGISTERING, State.REGISTERING, State.REGISTERED);
    }

    @Test
    void whileTheRegistryIsAwayFromAllNothingChangesAndAfterwardsNobodyIsMissing() {
        tenAndThree();

        fleet.processes().forEach(process -> process.registry().away("the switch is off"));
        fleet.advance(Duration.ofMinutes(1));
        assertThat(views()).containsOnly(10);
        assertThat(states()).containsOnly(State.AWAY);
        assertThat(callers.get(0).directory().status().available()).isFalse();

        fleet.processes().forEach(process -> process.registry().back());
        fleet.advance(Duration.ofMinutes(1));
        assertThat(states()).containsOnly(State.REGISTERED);
        assertThat(smallestView).isEqualTo(10);
        assertThat(events).isEmpty();
        assertThat(callers.get(0).directory().status().available()).isTrue();
    }

    @Test
    void aStoreThatFreezesForAMinuteCostsNobodyHisPlace() {
        tenAndThree();

        fleet.freezeStore();
        fleet.advance(Duration.ofMinutes(1));
        fleet.thawStore();
        fleet.advance(Duration.ofMinutes(1));

        assertThat(states()).containsOnly(State.REGISTERED);
        assertThat(smallestView).isEqualTo(10);
        assertThat(events).isEmpty();
    }

    @Test
    void aStoreThatComesBackEmptyHasEverybodyBackWithinARenewalAndNobodySeesAnEmptyList() {
        tenAndThree();

        fleet.loseEverything();
        fleet.advance(Duration.ofMillis(2_200));

        assertThat(states()).containsOnly(State.REGISTERED);
        SimulatedProcess newcomer = fleet.process("newcomer");
        newcomer.directory().follow(List.of("orders"));
        fleet.run();
        assertThat(newcomer.view("orders").instances()).hasSize(10);

        fleet.advance(Duration.ofMinutes(1));
        assertThat(smallestView).isEqualTo(10);
        assertThat(events).isEmpty();
    }

    @Test
    void aStoreThatIsAwayAndComesBackEmptyIsNoWorse() {
        tenAndThree();
        fleet.processes().forEach(process -> process.registry().away("restarting"));
        fleet.advance(Duration.ofSeconds(30));
        fleet.loseEverything();
        orders.get(9).kill();

        fleet.processes().forEach(process -> process.registry().back());
        fleet.advance(Duration.ofSeconds(5));
        assertThat(views()).as("the dead one is unconfirmed").containsOnly(10);
        assertThat(states()).containsOnly(State.REGISTERED);

        fleet.advance(LEASE.multipliedBy(2));
        assertThat(views()).containsOnly(9);
        assertThat(smallestView).isEqualTo(9);
    }

    @Test
    void aServiceThatDiesAltogetherKeepsItsLastUnderSuspicion() {
        tenAndThree();

        orders.forEach(SimulatedProcess::kill);
        fleet.advance(Duration.ofMinutes(2));

        assertThat(smallestView).isPositive();
        assertThat(callers.get(0).view("orders").instances())
                .isNotEmpty()
                .extracting(Instance::status)
                .containsOnly(Status.SUSPECT);

        fleet.process("orders-new")
                .register(Registrations.of("orders", "new").at("10.0.1.1", 8080).build());
        fleet.advance(Duration.ofMillis(1_500));
        assertThat(views()).as("one living one is proof enough").containsOnly(1);
    }

    @Test
    void aReaderWhoseLogHangsNoticesWithItsNextRenewal() {
        tenAndThree();
        SimulatedProcess deaf = callers.get(0);

        deaf.registry().stall();
        orders.get(3).registrar().deregister(new InstanceKey("orders", "n3"));
        fleet.run();
        assertThat(views()).containsExactly(10, 9, 9);

        fleet.advance(Duration.ofMillis(2_200 + 1_100));
        assertThat(views()).containsOnly(9);
    }

    @Test
    void repliesThatAreLostAndRequestsThatAreLostAreMadeUpFor() {
        tenAndThree();
        SimulatedProcess unlucky = orders.get(0);
        for (int i = 0; i < 10; i++) {
            unlucky.registry().loseAnswers(1);
            fleet.advance(Duration.ofMillis(2_500));
            unlucky.registry().loseRequests(1);
            fleet.advance(Duration.ofMillis(2_500));
        }
        fleet.advance(LEASE);

        assertThat(states()).containsOnly(State.REGISTERED);
        assertThat(views()).containsOnly(10);
    }

    @Test
    void aSlowRegistryIsNoRegistryAwayAsLongAsItAnswers() {
        tenAndThree();

        fleet.processes().forEach(process -> process.registry().delay(Duration.ofMillis(900)));
        fleet.advance(Duration.ofMinutes(1));

        assertThat(states()).containsOnly(State.REGISTERED);
        assertThat(smallestView).isEqualTo(10);
    }
}
