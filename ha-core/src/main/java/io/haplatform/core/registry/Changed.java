package io.haplatform.core.registry;

/**
 * The registry's answer to a {@link Change}.
 *
 * @param result what came of it
 * @param head the newest log entry, this change's own when it was applied
 */
public record Changed(Result result, Position head) {

    public enum Result {
        /** Done, and in the log. */
        APPLIED,
        /** It was so already; nothing was written. */
        UNCHANGED,
        /** The compare-and-set met another version: read again. */
        CONFLICT,
        /** There is nothing of that name. */
        GONE,
        /** Another incarnation holds the id. */
        SUPERSEDED
    }
}
