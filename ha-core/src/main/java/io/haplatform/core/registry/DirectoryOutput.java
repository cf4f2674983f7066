package io.haplatform.core.registry;

import java.util.List;
import java.util.Set;

/** Where a {@link DirectorySync} puts what it finds. */
interface DirectoryOutput {

    void view(ServiceView view);

    void event(RegistryEvent event);

    void names(Set<String> names);

    /** The log has been applied up to here, or a snapshot or a gap was counted. */
    void progress(Position applied, long snapshots, long gaps, List<String> rejected);

    /** The registry answers, or does not; may be said again and again. */
    void available(boolean available, String reason);
}
