package io.haplatform.core.registry;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Directory} gets on with its registry.
 *
 * @param available whether the registry answered when it was last asked
 * @param reason why not, in words; empty while it is available
 * @param since when {@code available} took this value, by the local date
 * @param applied the last log entry that the views contain
 * @param snapshots how many snapshots were taken
 * @param gaps how often the log did not go on where this directory was, so that it had to begin anew
 * @param protection whether the registry holds removals back, as it last said
 * @param rejected entries in the store that could not be read, in words, as of the last snapshots of the services followed
 * @param kept why much that the store has lost is still in use, and what ends that, as a sentence without its full stop;
 *     empty when nothing of the kind is
 * @param restored when that was saved which is in use until the registry answers for the first time; null when nothing
 *     of the kind is in use
 */
public record DirectoryStatus(
        boolean available,
        String reason,
        Instant since,
        Position applied,
        long snapshots,
        long gaps,
        Protection protection,
        List<String> rejected,
        String kept,
        @Nullable Instant restored) {

    public DirectoryStatus {
        rejected = List.copyOf(rejected);
    }

    DirectoryStatus reached(
            Position applied, long snapshots, long gaps, List<String> rejected, @Nullable Instant restored) {
        return new DirectoryStatus(
                available, reason, since, applied, snapshots, gaps, protection, rejected, kept, restored);
    }

    DirectoryStatus available(boolean available, String reason, Instant since) {
        return new DirectoryStatus(
                available, reason, since, applied, snapshots, gaps, protection, rejected, kept, restored);
    }

    DirectoryStatus keeping(String kept) {
        return new DirectoryStatus(
                available, reason, since, applied, snapshots, gaps, protection, rejected, kept, restored);
    }

    DirectoryStatus under(Protection protection) {
        return new DirectoryStatus(
                available, reason, since, applied, snapshots, gaps, protection, rejected, kept, restored);
    }
}
