package io.haplatform.admin.query;

import io.haplatform.core.registry.Protection;
import io.haplatform.core.registry.ServiceView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everybody, as the admin saw them at one moment. Immutable.
 *
 * @param registry how the registry was then
 * @param services every service, sorted by name, also one whose instances have not been read yet
 */
record Fleet(RegistryState registry, List<ServiceView> services) {

    Fleet {
        services = List.copyOf(services);
    }

    /**
     * The registry at that moment.
     *
     * @param type {@code redis} or {@code memory}
     * @param mode see {@link StatusReport.RegistryReport#mode()}
     * @param available whether it answers
     * @param reason why it does not; empty when it does
     * @param since when that began; null while it was never reached
     * @param latencyMillis of its last answer; null without one
     * @param revision of the newest change that was read; 0 while none was
     * @param warnings what should be changed about it, a sentence each
     * @param kept who stays in use though the registry has lost them, and what ends that; empty when nobody does
     * @param protection whether it holds removals back
     */
    record RegistryState(
            String type,
            String mode,
            boolean available,
            String reason,
            @Nullable Instant since,
            @Nullable Double latencyMillis,
            long revision,
            List<String> warnings,
            String kept,
            Protection protection) {}
}
