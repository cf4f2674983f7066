package io.haplatform.redis;

import static io.haplatform.redis.Fixture.ids;
import static io.haplatform.redis.Fixture.instance;
import static io.haplatform.redis.Fixture.registered;
import static io.haplatform.redis.Fixture.renewed;
import static io.haplatform.redis.Fixture.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Observation;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Snapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of the registry when one of its keys vanishes, evicted or deleted, while the others are there. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class RedisVanishedKeysTest extends RedisKeysRules {

    RedisVanishedKeysTest(String kind) {
        super(kind);
    }

    @Test
    void whoHadLapsedIsReleasedThoughItsObservationsHaveVanishedAndMayLapseAgain() throws InterruptedException {
        Lease a = registered(registry, instance("a"));
        registered(registry, instance("b"));
        store.passRenewing(registry, LEASE.multipliedBy(2));
        assertThat(lapsed()).containsExactly("a", "b");
        Tape tape = new Tape();
        registry.follow(snapshot(registry).position(), tape);
        stranger().del(keys.observations("orders"));

        assertThat(renewed(registry, a).states()).containsExactly(LeaseState.OK);

        assertThat(tape.next()).as("readers, too, hear that it is released").endsWith(":[a]");
        assertThat(store.passRenewing(registry, LEASE.minusSeconds(1), a))
                .as("the other has a lease to follow")
                .isEmpty();
        assertThat(store.passRenewing(registry, LEASE, a)).containsExactly("orders/b");
        store.passRenewing(registry, LEASE.multipliedBy(2));
        assertThat(lapsed()).containsExactly("a");
    }

    @Test
    void whoHadLapsedAndRegistersAgainIsReleasedThoughItsObservationsHaveVanished() throws InterruptedException {
        registered(registry, instance("a"));
        registered(registry, instance("b"));
        store.passRenewing(registry, LEASE.multipliedBy(2));
        assertThat(lapsed()).containsExactly("a", "b");
        Tape tape = new Tape();
        registry.follow(snapshot(registry).position(), tape);
        stranger().del(keys.observations("orders"));

        Lease a = registered(registry, instance("a"));

        assertThat(tape.next()).as("readers, too, hear that it is released").endsWith(":[a]");
        assertThat(store.passRenewing(registry, LEASE.minusSeconds(1), a))
                .as("the other has a lease to follow")
                .isEmpty();
        assertThat(store.passRenewing(registry, LEASE, a)).containsExactly("orders/b");
    }

    @Test
    void namesThatHaveVanishedAloneComeBack() {
        registered(registry, instance("a"));
        registered(registry, instance("stock", "x", "first", "10.0.0.1", Map.of()));
        Position before = snapshot(registry).position();
        stranger().del(keys.names());

        Snapshot snapshot = snapshot(registry);

        assertThat(snapshot.names()).containsExactlyInAnyOrder("orders", "stock");
        assertThat(snapshot.position()).as("nothing else is lost").isEqualTo(before);
    }

    @Test
    void leasesThatHaveVanishedAloneAreGivenAnewSoThatTheyCanEnd() {
        registered(registry, instance("a"));
        Lease b = registered(registry, instance("b"));
        stranger().del(keys.prefix() + "lease");

        assertThat(store.passRenewing(registry, LEASE.multipliedBy(2), b)).containsExactly("orders/a");
    }

    @Test
    void ownersThatHaveVanishedAloneAreALossAndComeBackForEveryService() {
        Lease a = registered(registry, instance("a"));
        Lease x = registered(registry, instance("stock", "x", "first", "10.0.0.1", Map.of()));
        Position before = snapshot(registry).position();
        stranger().del(keys.prefix() + "own");

        Snapshot orders = snapshot(registry, "orders");
        Snapshot stock = snapshot(registry, "stock");

        assertThat(orders.position().store()).isNotEqualTo(before.store());
        assertThat(ids(orders, "orders")).containsExactly("a");
        assertThat(ids(stock, "stock")).containsExactly("x");
        assertThat(orders.rejected()).isEmpty();
        assertThat(stock.rejected()).isEmpty();
        assertThat(stock.position().store())
                .as("lost once")
                .isEqualTo(orders.position().store());
        assertThat(renewed(registry, a, x).states()).containsExactly(LeaseState.OK, LeaseState.OK);
    }

    @Test
    void whoRenewsFirstAfterThatRegistersAgain() {
        Lease a = registered(registry, instance("a"));
        Lease b = registered(registry, instance("b"));
        stranger().del(keys.prefix() + "own");

        assertThat(renewed(registry, a).states()).containsExactly(LeaseState.GONE);

        registered(registry, instance("a"));
        Snapshot snapshot = snapshot(registry, "orders");
        assertThat(snapshot.rejected()).isEmpty();
        assertThat(ids(snapshot, "orders")).containsExactly("a", "b");
        assertThat(renewed(registry, b).states()).containsExactly(LeaseState.OK);
    }

    @Test
    void ofAServiceWhoseRegistrationsHaveVanishedNothingIsKept() {
        registered(registry, instance("a"));
        stranger().del(keys.instances("orders"));

        assertThat(store.passRenewing(registry, LEASE.multipliedBy(2))).containsExactly("orders/a");
    }

    private List<String> lapsed() {
        return Fixture.records(snapshot(registry, "orders"), "orders").observations().stream()
                .filter(seen -> seen.evidence() == Observation.Evidence.LAPSED)
                .map(seen -> seen.key().id())
                .sorted()
                .toList();
    }
}
