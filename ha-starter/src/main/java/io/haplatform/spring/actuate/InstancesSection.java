package io.haplatform.spring.actuate;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.registry.Registrar;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this process has registered, and what the registry makes of it. */
public final class InstancesSection implements HaSection {

    private final Registrar registrar;

    public InstancesSection(Registrar registrar) {
        this.registrar = registrar;
    }

    private record Description(
            String service,
            String incarnation,
            String state,
            String stateReason,
            @Nullable Instant renewedAt,
            InstanceDescription instance) {}

    @Override
    public String name() {
        return "instances";
    }

    @Override
    public Object read() {
        return registrar.own().stream().map(InstancesSection::describe).toList();
    }

    private static Description describe(Registrar.Own own) {
        Instance instance = new Instance(
                own.registration(),
                null,
                List.of(),
                own.registration().status(),
                own.registration().reason());
        return new Description(
                own.registration().key().service(),
                own.registration().incarnation(),
                own.state().name(),
                own.reason(),
                own.renewedAt(),
                InstanceDescription.of(instance));
    }
}
