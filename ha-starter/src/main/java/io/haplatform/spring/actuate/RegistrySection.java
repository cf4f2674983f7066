package io.haplatform.spring.actuate;

import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryStatus;
import io.haplatform.core.registry.Protection;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.signing.SignedRegistry;
import io.haplatform.core.signing.SigningStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How this process gets on with the registry. */
public final class RegistrySection implements HaSection {

    private final Registry registry;
    private final String namespace;
    private final Directory directory;

    public RegistrySection(Registry registry, String namespace, Directory directory) {
        this.registry = registry;
        this.namespace = namespace;
        this.directory = directory;
    }

    private record Description(
            String type,
            String namespace,
            boolean available,
            String reason,
            Instant since,
            String store,
            long revision,
            long snapshots,
            long gaps,
            List<String> warnings,
            String kept,
            Hold protection,
            List<String> rejected,
            @Nullable Instant restored,
            @Nullable SigningStatus signing,
            Set<String> services) {}

    /** Whether removals are held back; why and until when, in words. */
    private record Hold(boolean active, @Nullable Instant since, int ended, int fleet, String cause, String release) {

        static Hold of(Protection protection) {
            return new Hold(
                    protection.active(),
                    protection.active() ? protection.since() : null,
                    protection.ended(),
                    protection.fleet(),
                    protection.cause(),
                    protection.release());
        }
    }

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public Object read() {
        DirectoryStatus status = directory.status();
        return new Description(
                registry.type(),
                namespace,
                status.available(),
                status.reason(),
                status.since(),
                status.applied().store(),
                status.applied().revision(),
                status.snapshots(),
                status.gaps(),
                registry.warnings(),
                status.kept(),
                Hold.of(status.protection()),
                status.rejected(),
                status.restored(),
                registry instanceof SignedRegistry signed ? signed.signing() : null,
                new TreeSet<>(directory.services()));
    }
}
