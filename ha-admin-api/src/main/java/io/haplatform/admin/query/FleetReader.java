package io.haplatform.admin.query;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryStatus;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads the directory, which is in memory: never waits for the registry. Thread-safe. */
final class FleetReader {

    private final Directory directory;
    private final RegistryPulse pulse;
    private final Registry registry;
    private final String mode;

    FleetReader(Directory directory, RegistryPulse pulse, Registry registry, String mode) {
        this.directory = directory;
        this.pulse = pulse;
        this.registry = registry;
        this.mode = mode;
    }

    Fleet read() {
        return new Fleet(registry(), services().stream().map(directory::view).toList());
    }

    /** All instances, by service and id. */
    Stream<Instance> instances() {
        return services().stream().flatMap(service -> directory.view(service).instances().stream());
    }

    Set<String> services() {
        return new TreeSet<>(directory.services());
    }

    private Fleet.RegistryState registry() {
        DirectoryStatus status = directory.status();
        Instant restored = status.restored();
        boolean everReached = restored == null && !status.applied().equals(Position.NONE);
        return new Fleet.RegistryState(
                registry.type(),
                mode,
                status.available(),
                restored == null
                        ? status.reason()
                        : status.reason() + "; services are shown as they were known at "
                                + restored.truncatedTo(ChronoUnit.SECONDS),
                everReached ? status.since() : null,
                status.available() ? pulse.latencyMillis() : null,
                status.applied().revision(),
                registry.warnings(),
                status.kept(),
                status.protection());
    }
}
