package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.instance;
import static io.haplatform.core.registry.Sample.key;
import static io.haplatform.core.registry.Sample.override;
import static io.haplatform.core.registry.Sample.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.RegistryEvent.HealthStatusChanged;
import io.haplatform.core.registry.RegistryEvent.InstanceChanged;
import io.haplatform.core.registry.RegistryEvent.ServiceDeregistered;
import io.haplatform.core.registry.RegistryEvent.ServiceExpired;
import io.haplatform.core.registry.RegistryEvent.ServiceRegistered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a directory tells of instances, and what it does when an override or an observation ends by itself. */
class DirectoryEventTest extends DirectoryRules {

    @Test
    void whoIsThereWhenAServiceIsFirstReadIsNoNews() {
        follows(instance("orders", "a"));

        assertThat(events).isEmpty();
    }

    @Test
    void comingAndGoingIsToldWithTimeAndRevision() {
        follows();
        time.advance(Duration.ofSeconds(3));

        log(2, put(instance("orders", "a")), put(instance("orders", "b")));
        log(3, removed("orders", "a", Mutation.Cause.DEREGISTERED));
        log(4, removed("orders", "b", Mutation.Cause.EXPIRED));

        Instance a = Instance.of(instance("orders", "a"), null, List.of(), time.now());
        Instance b = Instance.of(instance("orders", "b"), null, List.of(), time.now());
        assertThat(events)
                .containsExactly(
                        new ServiceRegistered(a, time.now(), 2),
                        new ServiceRegistered(b, time.now(), 2),
                        new ServiceDeregistered(a, time.now(), 3),
                        new ServiceExpired(b, time.now(), 4));
        assertThat(events)
                .extracting(RegistryEvent::key)
                .containsExactly(key("orders", "a"), key("orders", "b"), key("orders", "a"), key("orders", "b"));
    }

    @Test
    void aNewIncarnationIsANewRegistration() {
        follows(instance("orders", "a"));

        log(2, put(instance("orders", "a", "second", 100, Status.UP)));

        assertThat(events).hasOnlyElementsOfType(ServiceRegistered.class).hasSize(1);
    }

    @Test
    void aChangeOfStatusAloneIsOneEventAndAnyOtherChangeAnother() {
        follows(instance("orders", "a"));

        log(2, put(instance("orders", "a", "first", 100, Status.DRAINING)));
        assertThat(events).singleElement().isInstanceOfSatisfying(HealthStatusChanged.class, event -> {
            assertThat(event.from()).isEqualTo(Status.UP);
            assertThat(event.to()).isEqualTo(Status.DRAINING);
            assertThat(event.key()).isEqualTo(key("orders", "a"));
        });
        events.clear();

        log(3, put(instance("orders", "a", "first", 50, Status.DRAINING)));
        assertThat(events).singleElement().isInstanceOfSatisfying(InstanceChanged.class, event -> {
            assertThat(event.before().weight()).isEqualTo(100);
            assertThat(event.after().weight()).isEqualTo(50);
            assertThat(event.key()).isEqualTo(key("orders", "a"));
        });
        events.clear();

        log(4, put(instance("orders", "a", "first", 10, Status.UP)));
        assertThat(events)
                .extracting(Object::getClass)
                .containsExactly(HealthStatusChanged.class, InstanceChanged.class);
    }

    @Test
    void whatChangesNothingIsNoEventAndNoNewView() {
        follows(instance("orders", "a"));
        ServiceView before = directory.view("orders");

        log(2, put(instance("orders", "a")));
        log(3, new Mutation.OverrideRemoved(key("orders", "a")));
        log(4, new Mutation.Unobserved(key("orders", "a"), "nobody"));

        assertThat(events).isEmpty();
        assertThat(directory.view("orders")).isSameAs(before);
    }

    @Test
    void anOperatorsWordCountsAndIsTakenBack() {
        follows(instance("orders", "a"));

        log(2, new Mutation.OverridePut(override("orders", "a", 7, Status.MAINTENANCE, null)));
        assertThat(only().status()).isEqualTo(Status.MAINTENANCE);
        assertThat(only().weight()).isEqualTo(7);

        log(3, new Mutation.OverrideRemoved(key("orders", "a")));
        assertThat(only().status()).isEqualTo(Status.UP);
        assertThat(only().weight()).isEqualTo(100);
    }

    @Test
    void anOverrideWaitsForItsInstance() {
        follows();

        log(2, new Mutation.OverridePut(override("orders", "a", 7, Status.DRAINING, null)));
        assertThat(ids()).isEmpty();

        log(3, put(instance("orders", "a")));
        assertThat(only().status()).isEqualTo(Status.DRAINING);
    }

    @Test
    void anOverrideThatEndsByItselfEndsHereToo() {
        follows(instance("orders", "a"));
        log(
                2,
                new Mutation.OverridePut(override(
                        "orders", "a", null, Status.DRAINING, time.now().plusSeconds(10))));
        events.clear();

        time.advance(Duration.ofMillis(9_999));
        assertThat(only().status()).isEqualTo(Status.DRAINING);

        time.advance(Duration.ofMillis(1));
        assertThat(only().status()).isEqualTo(Status.UP);
        assertThat(only().override()).isNull();
        assertThat(events).singleElement().isInstanceOfSatisfying(HealthStatusChanged.class, event -> {
            assertThat(event.to()).isEqualTo(Status.UP);
            assertThat(event.at()).isEqualTo(time.now());
            assertThat(event.revision()).isEqualTo(2);
        });
    }

    @Test
    void suspicionEndsByItselfOneAfterTheOther() {
        follows(instance("orders", "a"), instance("orders", "b"));

        log(
                2,
                new Mutation.Observed(refused("orders", "a", time.now().plusSeconds(5))),
                new Mutation.Observed(refused("orders", "b", time.now().plusSeconds(8))));
        assertThat(statuses()).containsExactly(Status.SUSPECT, Status.SUSPECT);

        time.advance(Duration.ofSeconds(5));
        assertThat(statuses()).containsExactly(Status.UP, Status.SUSPECT);
        time.advance(Duration.ofSeconds(3));
        assertThat(statuses()).containsExactly(Status.UP, Status.UP);
    }

    @Test
    void suspicionThatIsTakenBackOrRenewedMovesItsEnd() {
        follows(instance("orders", "a"), instance("orders", "b"));
        log(
                2,
                new Mutation.Observed(refused("orders", "a", time.now().plusSeconds(5))),
                new Mutation.Observed(refused("orders", "b", time.now().plusSeconds(5))));

        log(
                3,
                new Mutation.Unobserved(key("orders", "a"), "caller"),
                new Mutation.Observed(refused("orders", "b", time.now().plusSeconds(60))));
        assertThat(statuses()).containsExactly(Status.UP, Status.SUSPECT);

        time.advance(Duration.ofSeconds(30));
        assertThat(statuses()).containsExactly(Status.UP, Status.SUSPECT);
        time.advance(Duration.ofSeconds(30));
        assertThat(statuses()).containsExactly(Status.UP, Status.UP);
    }

    @Test
    void endsAreCountedByTheStoresClockNotOurs() {
        follows(instance("orders", "a"));
        // the store's clock turns out to be an hour ahead of ours
        directory.check(Sample.renewed(directory.status().applied(), time.now().plusSeconds(3_600)), Position.NONE);
        time.run();

        log(2, new Mutation.Observed(refused("orders", "a", time.now().plusSeconds(3_605))));
        time.advance(Duration.ofMillis(4_999));
        assertThat(only().status()).isEqualTo(Status.SUSPECT);
        time.advance(Duration.ofMillis(1));
        assertThat(only().status()).isEqualTo(Status.UP);
    }

    @Test
    void aRestartIsBornInnocent() {
        follows(instance("orders", "a"));
        log(2, new Mutation.Observed(refused("orders", "a", time.now().plusSeconds(60))));

        log(3, put(instance("orders", "a", "second", 100, Status.UP)));

        assertThat(only().status()).isEqualTo(Status.UP);
    }

    @Test
    void whoHearsOfAnEventFindsTheViewAndTheNamesToMatch() {
        follows();
        List<String> seen = new ArrayList<>();
        directory.onEvent(event -> seen.add(ids() + " " + directory.services()));

        log(2, put(instance("orders", "a")));

        assertThat(seen).containsExactly("[a] [orders]");
    }

    @Test
    void aListenerThatThrowsHarmsNobodyAndOneThatLeftIsToldNothing() {
        follows();
        List<RegistryEvent> heard = new ArrayList<>();
        directory.onEvent(event -> {
            throw new IllegalStateException("planted");
        });
        Subscription subscription = directory.onEvent(heard::add);

        log(2, put(instance("orders", "a")));
        assertThat(heard).hasSize(1);

        subscription.close();
        subscription.close();
        log(3, put(instance("orders", "b")));
        assertThat(heard).hasSize(1);
        assertThat(events).hasSize(2);
    }

    private List<Status> statuses() {
        return directory.view("orders").instances().stream()
                .map(Instance::status)
                .toList();
    }
}
