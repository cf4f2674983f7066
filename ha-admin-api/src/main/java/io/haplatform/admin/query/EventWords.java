package io.haplatform.admin.query;

import io.haplatform.admin.query.StatusReport.BreakerReport;
import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.RegistryEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells what the directory reports as events for people: from what, to what, why, by whom. Ids come later. */
final class EventWords {

    private static final String OWNER = "owner";

    private final Breakers breakers;

    EventWords(Breakers breakers) {
        this.breakers = breakers;
    }

    /** One event of the registry may be several for people: a weight and a breaker changed in one update are two. */
    List<Event> of(RegistryEvent happened) {
        if (happened instanceof RegistryEvent.ServiceRegistered e) {
            Instance i = e.instance();
            return List.of(event(
                    Event.Type.ServiceRegistered, i, null, i.status().name(), where(i.registration()), e.at(), OWNER));
        }
        if (happened instanceof RegistryEvent.ServiceDeregistered e) {
            Instance i = e.instance();
            return List.of(event(Event.Type.ServiceDeregistered, i, i.status().name(), null, "it left", e.at(), OWNER));
        }
        if (happened instanceof RegistryEvent.ServiceExpired e) {
            Instance i = e.instance();
            return List.of(event(
                    Event.Type.ServiceExpired,
                    i,
                    i.status().name(),
                    null,
                    "its lease ended without renewal",
                    e.at(),
                    Observation.REGISTRY));
        }
        if (happened instanceof RegistryEvent.HealthStatusChanged e) {
            Instance i = e.instance();
            return List.of(event(
                    Event.Type.HealthStatusChanged,
                    i,
                    e.from().name(),
                    e.to().name(),
                    nullIfEmpty(i.reason()),
                    e.at(),
                    author(i)));
        }
        if (happened instanceof RegistryEvent.InstanceChanged e) {
            return changes(e.before(), e.after(), e.at());
        }
        return List.of();
    }

    static Event registryLost(String reason, Instant at) {
        return new Event("", Event.Type.RegistryLost, null, null, "UP", "DOWN", reason, null, at, "admin");
    }

    static Event registryRestored(Instant at) {
        return new Event("", Event.Type.RegistryRestored, null, null, "DOWN", "UP", null, null, at, "admin");
    }

    private List<Event> changes(Instance before, Instance after, Instant at) {
        List<Event> events = new ArrayList<>(breakerChanges(before.registration(), after.registration(), at));
        List<String> from = new ArrayList<>();
        List<String> to = new ArrayList<>();
        differ("weight", before.weight(), after.weight(), from, to);
        differ("tags", before.tags(), after.tags(), from, to);
        differ("address", before.registration().address(), after.registration().address(), from, to);
        differ("version", before.registration().version(), after.registration().version(), from, to);
        differ("region", before.registration().region(), after.registration().region(), from, to);
        differ("zone", before.registration().zone(), after.registration().zone(), from, to);
        differ("metadata", plain(before), plain(after), from, to);
        // what follows only explains what is above or a change of state, which has an event of its own
        if (from.isEmpty() && before.status() == after.status()) {
            differ("override", imposed(before), imposed(after), from, to);
            differ("evidence", seen(before), seen(after), from, to);
        }
        if (from.isEmpty() && before.status() == after.status()) {
            differ("reason", before.reason(), after.reason(), from, to);
        }
        if (!from.isEmpty()) {
            boolean operator = !Objects.equals(before.override(), after.override());
            String by = operator ? operatorOf(before, after) : OWNER;
            events.add(event(
                    Event.Type.InstanceChanged,
                    after,
                    String.join("; ", from),
                    String.join("; ", to),
                    nullIfEmpty(after.reason()),
                    at,
                    by));
        }
        return events;
    }

    private List<Event> breakerChanges(Registration before, Registration after, Instant at) {
        Map<String, BreakerReport> old = breakers.of(before);
        List<Event> events = new ArrayList<>();
        breakers.of(after).forEach((service, breaker) -> {
            BreakerReport was = old.get(service);
            String from = was == null ? "CLOSED" : was.state();
            if (!from.equals(breaker.state())) {
                events.add(new Event(
                        "",
                        Event.Type.CircuitBreakerChanged,
                        service,
                        breaker.caller(),
                        from,
                        breaker.state(),
                        Breakers.inWords(breaker),
                        null,
                        at,
                        breaker.caller()));
            }
        });
        return events;
    }

    private static void differ(String what, Object before, Object after, List<String> from, List<String> to) {
        if (!before.equals(after)) {
            from.add(what + " " + orNone(before));
            to.add(what + " " + orNone(after));
        }
    }

    private static String orNone(Object value) {
        String text = value.toString();
        return text.isEmpty() || text.equals("[]") || text.equals("{}") ? "none" : text;
    }

    /** The metadata without what has events of its own. */
    private static Map<String, String> plain(Instance instance) {
        Map<String, String> metadata = new TreeMap<>(instance.registration().metadata());
        metadata.remove(Breakers.METADATA_KEY);
        return metadata;
    }

    private static String imposed(Instance instance) {
        OperatorOverride override = instance.override();
        if (override == null) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        if (override.status() != null) {
            parts.add(override.status().name());
        }
        if (override.weight() != null) {
            parts.add("weight " + override.weight());
        }
        if (override.tags() != null) {
            parts.add("tags " + override.tags());
        }
        if (override.until() != null) {
            parts.add("until " + override.until());
        }
        return String.join(", ", parts);
    }

    private static List<String> seen(Instance instance) {
        return instance.observations().stream()
                .map(o -> o.detail() + " (" + o.observer() + ")")
                .sorted()
                .toList();
    }

    private static String author(Instance instance) {
        if (instance.override() != null && instance.override().status() != null) {
            return instance.override().author();
        }
        if (instance.status() == Status.SUSPECT && !instance.observations().isEmpty()) {
            return instance.observations().get(0).observer();
        }
        return OWNER;
    }

    private static String operatorOf(Instance before, Instance after) {
        if (after.override() != null) {
            return after.override().author();
        }
        return before.override() == null ? OWNER : before.override().author();
    }

    private static String where(Registration registration) {
        StringBuilder words = new StringBuilder("at ").append(registration.address());
        if (!registration.version().isEmpty()) {
            words.append(", version ").append(registration.version());
        }
        if (!registration.zone().isEmpty()) {
            words.append(", zone ").append(registration.zone());
        }
        return words.toString();
    }

    private static Event event(
            Event.Type type,
            Instance instance,
            @Nullable String from,
            @Nullable String to,
            @Nullable String reason,
            Instant at,
            String by) {
        return new Event("", type, instance.key().service(), instance.key().id(), from, to, reason, null, at, by);
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
