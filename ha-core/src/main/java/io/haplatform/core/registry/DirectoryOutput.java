package io.haplatform.core.registry;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a {@link DirectorySync} puts what it finds. */
interface DirectoryOutput {

    void view(ServiceView view);

    void event(RegistryEvent event);

    /** An operator's word that a lost store no longer knows, as the change that says it again. */
    void lost(Change.PutOverride word);

    void names(Set<String> names);

    /**
     * The log has been applied up to here, or a snapshot or a gap was counted.
     *
     * @param restored as in {@link DirectoryStatus}
     */
    void progress(Position applied, long snapshots, long gaps, List<String> rejected, @Nullable Instant restored);

    /** @param words as in {@link DirectoryStatus#kept()} */
    void kept(String words);

    /** The registry answers, or does not; may be said again and again. */
    void available(boolean available, String reason);
}
