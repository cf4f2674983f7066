package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.Renewed;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.registry.Swept;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the chapters of the contract share: a fresh store, one registry on it, and short words for what one does. */
abstract class RegistryRules {

    static final InstanceKey A = new InstanceKey("orders", "a");
    static final InstanceKey B = new InstanceKey("orders", "b");

    private final Supplier<SharedStore> opener;
    SharedStore store;
    Registry registry;
    LogTape tape;

    @SuppressWarnings("NullAway.Init") // JUnit sets up before each test
    RegistryRules(Supplier<SharedStore> opener) {
        this.opener = opener;
    }

    @BeforeEach
    void openStore() {
        store = opener.get();
        registry = store.connect();
        tape = new LogTape(store, registry);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    static Registrations a() {
        return Registrations.of("orders", "a").at("10.0.0.1", 8081);
    }

    static Registrations b() {
        return Registrations.of("orders", "b").at("10.0.0.2", 8082);
    }

    Duration lease() {
        return store.policy().leaseDuration();
    }

    Registered register(Registration registration) {
        return register(List.of(registration)).get(0);
    }

    List<Registered> register(List<Registration> batch) {
        return store.await(registry.register(batch));
    }

    /** Registers what must be accepted, and gives the lease to renew. */
    Lease registered(Registration registration) {
        Registered answer = register(registration);
        assertThat(answer).isInstanceOf(Registered.Accepted.class);
        return new Lease(registration.key(), registration.incarnation(), ((Registered.Accepted) answer).digest());
    }

    Renewed renew(Lease... leases) {
        return store.await(registry.renew(new Renewal("process", List.of(leases), Position.NONE)));
    }

    LeaseState renewed(Lease lease) {
        return renew(lease).states().get(0);
    }

    Changed.Result change(Change change) {
        return store.await(registry.change(change)).result();
    }

    Swept sweep() {
        return store.await(registry.sweep());
    }

    /** Lets time pass as it does where somebody sweeps: no sweep comes after a silence. */
    void passSweeping(Duration duration) {
        Duration step = lease().dividedBy(4);
        Duration left = duration;
        for (; left.compareTo(step) > 0; left = left.minus(step)) {
            store.pass(step);
            sweep();
        }
        store.pass(left);
    }

    /** The same, while these leases are renewed. */
    void passRenewing(Duration duration, Lease... leases) {
        Duration step = lease().dividedBy(4);
        for (Duration left = duration; !left.isNegative() && !left.isZero(); left = left.minus(step)) {
            store.pass(step);
            renew(leases);
            sweep();
        }
    }

    Snapshot snapshot() {
        return store.await(registry.snapshot(Set.of("orders")));
    }

    Snapshot.Records orders() {
        return records(snapshot(), "orders");
    }

    static Snapshot.Records records(Snapshot snapshot, String service) {
        Snapshot.Records records = snapshot.services().get(service);
        if (records == null) {
            throw new AssertionError("the snapshot must contain " + service + " but is " + snapshot);
        }
        return records;
    }

    List<InstanceKey> keys() {
        return orders().registrations().stream().map(Registration::key).toList();
    }

    Instant now() {
        return store.await(registry.snapshot(Set.of())).now();
    }

    Observation observation(InstanceKey key, String incarnation, String observer, Duration holds) {
        Instant now = now();
        return new Observation(
                key, incarnation, observer, Observation.Evidence.REFUSED, "connection refused", now, now.plus(holds));
    }

    /** The changes that the log has brought since this was last asked. */
    List<Mutation> logged() {
        return tape.mutations();
    }
}
