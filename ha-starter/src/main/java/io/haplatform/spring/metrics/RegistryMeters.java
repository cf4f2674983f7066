package io.haplatform.spring.metrics;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.registry.RegistryEvent;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/** What happens in the registry as this process sees it, and how its own registrations stand, as meters. */
public final class RegistryMeters implements MeterBinder, AutoCloseable {

    private final Directory directory;
    private final Registrar registrar;
    private final Tags tags;
    private final Map<Kind, LongAdder> events = new EnumMap<>(Kind.class);
    private final MinuteRate registrations;
    private final MinuteRate deregistrations;
    private final Subscription subscription;

    /** The values of the tag {@code type}. */
    private enum Kind {
        REGISTERED,
        DEREGISTERED,
        EXPIRED,
        STATUS,
        CHANGED;

        static Kind of(RegistryEvent event) {
            if (event instanceof RegistryEvent.ServiceRegistered) {
                return REGISTERED;
            }
            if (event instanceof RegistryEvent.ServiceDeregistered) {
                return DEREGISTERED;
            }
            if (event instanceof RegistryEvent.ServiceExpired) {
                return EXPIRED;
            }
            return event instanceof RegistryEvent.HealthStatusChanged ? STATUS : CHANGED;
        }
    }

    /** @param tags that each meter carries */
    public RegistryMeters(Directory directory, Registrar registrar, Ticker ticker, Tags tags) {
        this.directory = directory;
        this.registrar = registrar;
        this.tags = tags;
        this.registrations = new MinuteRate(ticker);
        this.deregistrations = new MinuteRate(ticker);
        for (Kind kind : Kind.values()) {
            events.put(kind, new LongAdder());
        }
        this.subscription = directory.onEvent(this::count);
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Binding to = new Binding(meters, tags);
        to.gauge(HaMeters.REGISTRY_AVAILABLE, directory, d -> d.status().available() ? 1 : 0);
        to.gauge(
                HaMeters.REGISTRY_PROTECTION,
                directory,
                d -> d.status().protection().active() ? 1 : 0);
        to.gauge(
                HaMeters.REGISTRY_REVISION, directory, d -> d.status().applied().revision());
        to.gauge(HaMeters.REGISTRY_REJECTED, directory, d -> d.status()
                .rejected()
                .size());
        to.counter(HaMeters.REGISTRY_SNAPSHOTS, directory, d -> d.status().snapshots());
        to.counter(HaMeters.REGISTRY_GAPS, directory, d -> d.status().gaps());
        events.forEach((kind, count) -> to.with(HaMeters.Tag.TYPE, kind.name().toLowerCase(Locale.ROOT))
                .counter(HaMeters.REGISTRY_EVENTS, count, LongAdder::sum));
        to.gauge(HaMeters.INSTANCE_REGISTERED, registrar, RegistryMeters::registered);
        to.gauge(HaMeters.SERVICE_DISCOVERY_TOTAL_SERVICES, directory, d -> instances(d, instance -> true));
        to.gauge(HaMeters.SERVICE_DISCOVERY_HEALTHY_SERVICES, directory, d -> instances(d, RegistryMeters::isUp));
        to.gauge(
                HaMeters.SERVICE_DISCOVERY_UNHEALTHY_SERVICES,
                directory,
                d -> instances(d, instance -> !isUp(instance)));
        to.gauge(HaMeters.SERVICE_DISCOVERY_REGISTRATION_RATE, registrations, MinuteRate::perSecond);
        to.gauge(HaMeters.SERVICE_DISCOVERY_DEREGISTRATION_RATE, deregistrations, MinuteRate::perSecond);
    }

    @Override
    public void close() {
        subscription.close();
    }

    private void count(RegistryEvent event) {
        Kind kind = Kind.of(event);
        LongAdder counter = events.get(kind);
        if (counter != null) {
            counter.increment();
        }
        switch (kind) {
            case REGISTERED -> registrations.mark();
            case DEREGISTERED, EXPIRED -> deregistrations.mark();
            case STATUS, CHANGED -> {}
        }
    }

    private static double registered(Registrar registrar) {
        return registrar.own().stream()
                .filter(own -> own.state() == Registrar.State.REGISTERED)
                .count();
    }

    private static double instances(Directory directory, Predicate<Instance> which) {
        return directory.views().stream()
                .flatMap(view -> view.instances().stream())
                .filter(which)
                .count();
    }

    private static boolean isUp(Instance instance) {
        return instance.status() == Status.UP;
    }
}
