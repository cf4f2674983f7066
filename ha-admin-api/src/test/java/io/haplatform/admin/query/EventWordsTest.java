package io.haplatform.admin.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.RegistryEvent;
import io.haplatform.test.Registrations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EventWordsTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = THEN.plusSeconds(5);

    private final EventWords words = new EventWords(new Breakers(JsonMapper.shared()));

    @Test
    void tellsWhereANewInstanceIs() {
        Instance i = instance(
                Registrations.of("orders", "a").region("eu").zone("eu-a").version("1.4.0"));

        assertThat(words.of(new RegistryEvent.ServiceRegistered(i, NOW, 1)))
                .containsExactly(event(
                        Event.Type.ServiceRegistered,
                        null,
                        "UP",
                        "at 10.0.0.1:8080, version 1.4.0, zone eu-a",
                        "owner"));
    }

    @Test
    void tellsLeavingFromExpiry() {
        Instance i = instance(Registrations.of("orders", "a"));

        assertThat(words.of(new RegistryEvent.ServiceDeregistered(i, NOW, 1)))
                .containsExactly(event(Event.Type.ServiceDeregistered, "UP", null, "it left", "owner"));
        assertThat(words.of(new RegistryEvent.ServiceExpired(i, NOW, 1)))
                .containsExactly(
                        event(Event.Type.ServiceExpired, "UP", null, "its lease ended without renewal", "registry"));
    }

    @Test
    void namesTheWitnessOfASuspicionAndTheOperatorOfADrain() {
        Registration r = Registrations.of("orders", "a").build();
        Observation seen = new Observation(
                r.key(), r.incarnation(), "storefront-1", Observation.Evidence.REFUSED, "refused", THEN, NOW);
        Instance suspect = Instance.of(r, null, List.of(seen), THEN);
        Instance drained = Instance.of(r, override(r, Status.DRAINING, null), List.of(), THEN);

        assertThat(words.of(new RegistryEvent.HealthStatusChanged(suspect, Status.UP, Status.SUSPECT, NOW, 2)))
                .containsExactly(event(
                        Event.Type.HealthStatusChanged,
                        "UP",
                        "SUSPECT",
                        "refused (seen by storefront-1)",
                        "storefront-1"));
        assertThat(words.of(new RegistryEvent.HealthStatusChanged(drained, Status.UP, Status.DRAINING, NOW, 3)))
                .containsExactly(
                        event(Event.Type.HealthStatusChanged, "UP", "DRAINING", "set by ada: new disk", "ada"));
    }

    @Test
    void tellsWhatChangedAndWhoChangedIt() {
        Registration r = Registrations.of("orders", "a").build();
        Instance before = Instance.of(r, null, List.of(), THEN);
        Instance after = Instance.of(r, override(r, null, 50), List.of(), THEN);

        assertThat(words.of(new RegistryEvent.InstanceChanged(before, after, NOW, 2)))
                .containsExactly(event(Event.Type.InstanceChanged, "weight 100", "weight 50", null, "ada"));
    }

    @Test
    void tellsABreakerAsAnEventOfTheServiceThatIsCalled() {
        Instance before = instance(Registrations.of("storefront", "s1"));
        Instance after = instance(Registrations.of("storefront", "s1")
                .metadata("ha.breakers", "{\"orders\":{\"state\":\"OPEN\",\"calls\":20,\"failed\":12}}"));

        assertThat(words.of(new RegistryEvent.InstanceChanged(before, after, NOW, 2)))
                .containsExactly(new Event(
                        "",
                        Event.Type.CircuitBreakerChanged,
                        "orders",
                        "storefront/s1",
                        "CLOSED",
                        "OPEN",
                        "12 of 20 calls failed",
                        null,
                        NOW,
                        "storefront/s1"));
    }

    @Test
    void keepsQuietAboutFiguresOfABreakerWhoseStateStays() {
        Instance before = instance(Registrations.of("storefront", "s1")
                .metadata("ha.breakers", "{\"orders\":{\"state\":\"OPEN\",\"rejected\":1}}"));
        Instance after = instance(Registrations.of("storefront", "s1")
                .metadata("ha.breakers", "{\"orders\":{\"state\":\"OPEN\",\"rejected\":2}}"));

        assertThat(words.of(new RegistryEvent.InstanceChanged(before, after, NOW, 2)))
                .isEmpty();
    }

    private static Instance instance(Registrations registration) {
        return Instance.of(registration.build(), null, List.of(), THEN);
    }

    private static OperatorOverride override(Registration of, @Nullable Status status, @Nullable Integer weight) {
        return new OperatorOverride(of.key(), 1, weight, null, status, "ada", "new disk", THEN, null, Map.of());
    }

    private static Event event(
            Event.Type type, @Nullable String from, @Nullable String to, @Nullable String reason, String by) {
        return new Event("", type, "orders", "a", from, to, reason, null, NOW, by);
    }
}
