package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Protection;
import io.haplatform.core.registry.RegistryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a fleet of twenty of which many fall silent at once: the dead go, who is only cut off stays. */
class FleetProtectionTest {

    private static final Duration LEASE = Duration.ofSeconds(6);

    private final RegistryFixture fleet = new RegistryFixture();
    private final List<SimulatedProcess> orders = new ArrayList<>();
    private final List<RegistryEvent> events = new ArrayList<>();
    private SimulatedProcess caller = fleet.process("caller");

    @BeforeEach
    void start() {
        orders.addAll(fleet.processes("orders", 20));
        caller.directory().follow(List.of("orders"));
        fleet.advance(LEASE);
        caller.directory().onEvent(events::add);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void halfOfTheFleetDiesAndIsGoneWithinALeaseAndThreeSeconds() {
        orders.subList(0, 10).forEach(SimulatedProcess::kill);

        fleet.advance(LEASE.plusSeconds(3));

        assertThat(instances()).hasSize(10).allMatch(instance -> instance.status() == Status.UP);
        assertThat(events)
                .filteredOn(RegistryEvent.ServiceExpired.class::isInstance)
                .hasSize(10);
        assertThat(protection()).isEqualTo(Protection.NONE);
    }

    @Test
    void halfOfTheFleetIsCutOffAndNobodyGoes() {
        orders.subList(0, 10).forEach(cut -> cut.registry().away("cut off"));

        fleet.advance(Duration.ofMinutes(3));

        assertThat(instances()).hasSize(20);
        assertThat(statuses(Status.SUSPECT)).isEqualTo(10);
        assertThat(protection().ended()).isEqualTo(10);
        assertThat(protection().cause())
                .isEqualTo("the leases of 10 of 20 instances have ended without a word, more than 3 at once: that"
                        + " looks like a broken network, not like death");
        assertThat(protection().release())
                .isEqualTo("they renew again, all but 3 of them for one lease, or refuse connections and go for it, or"
                        + " 20 instances renew as before");

        orders.subList(0, 10).forEach(cut -> cut.registry().back());
        fleet.advance(LEASE);
        assertThat(statuses(Status.UP)).isEqualTo(20);
        assertThat(protection()).isEqualTo(Protection.NONE);
    }

    @Test
    void theDeadAmongThoseThatAreCutOffGo() {
        orders.subList(0, 10).forEach(cut -> cut.registry().away("cut off"));
        orders.subList(0, 4).forEach(SimulatedProcess::kill);

        fleet.advance(LEASE.plusSeconds(4));

        assertThat(instances()).hasSize(16);
        assertThat(statuses(Status.SUSPECT)).isEqualTo(6);
        assertThat(protection().active()).isTrue();
    }

    @Test
    void whoComesBackFirstTakesNobodysPlace() {
        orders.subList(0, 10).forEach(cut -> cut.registry().away("cut off"));
        fleet.advance(LEASE.plusSeconds(4));

        orders.subList(0, 9).forEach(cut -> cut.registry().back());
        fleet.advance(Duration.ofSeconds(4));
        assertThat(instances()).as("one is left, who may follow").hasSize(20);
        orders.get(9).registry().back();
        fleet.advance(Duration.ofSeconds(4));

        assertThat(statuses(Status.UP)).isEqualTo(20);
    }

    @Test
    void frozenProcessesAcceptConnectionsAndStay() {
        orders.subList(0, 5).forEach(SimulatedProcess::pause);

        fleet.advance(Duration.ofMinutes(2));
        assertThat(instances()).hasSize(20);

        orders.subList(0, 5).forEach(SimulatedProcess::resume);
        fleet.advance(Duration.ofSeconds(3));
        assertThat(statuses(Status.UP)).isEqualTo(20);
    }

    @Test
    void theLastOfAServiceThatDiedAltogetherStayAndAreNotAskedForEver() {
        orders.forEach(SimulatedProcess::kill);

        fleet.advance(Duration.ofMinutes(2));

        assertThat(instances())
                .isNotEmpty()
                .allMatch(instance -> instance.status() == Status.SUSPECT)
                .allMatch(instance -> instance.observations().stream()
                        .anyMatch(seen -> seen.evidence() == Evidence.REFUSED
                                && seen.detail().endsWith("and connections are refused")));
        assertThat(protection()).as("nobody's death is in doubt").isEqualTo(Protection.NONE);
    }

    private List<Instance> instances() {
        return caller.view("orders").instances();
    }

    private long statuses(Status status) {
        return instances().stream()
                .filter(instance -> instance.status() == status)
                .count();
    }

    private Protection protection() {
        return caller.directory().status().protection();
    }
}
