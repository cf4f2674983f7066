package io.haplatform.core.registry;

/**
 * Told of everything that happens in a registry's log, in order, one call at a time, on a thread of the registry:
 * return soon. After {@link #onGap} nothing more comes until the follower follows again.
 */
public interface Follower {

    /** The next entry; it {@linkplain LogEntry#follows follows} the one before. */
    void onEntry(LogEntry entry);

    /**
     * The log does not go on where this follower is: entries were trimmed, lost or forked, or the store was emptied.
     * Take a {@link Snapshot} and follow again from its position.
     *
     * @param historyLost whether the store no longer knows something that it has said before: then what a snapshot does
     *     not contain may be lost instead of gone
     */
    void onGap(String reason, boolean historyLost);

    /** The store went away or came back; told once per change. Following goes on by itself. */
    void onAvailability(boolean available, String reason);
}
