package io.haplatform.core.balance;

import org.jspecify.annotations.Nullable;

/** What a picker may know of the call it picks for. */
public interface CallContext {

    /** A call about which nothing is known. */
    CallContext NONE = new CallContext() {
        @Override
        public long nowNanos() {
            return 0;
        }
    };

    /** When the call asked, read once by its runner. */
    long nowNanos();

    /** Whether this call has tried the node already: it is never picked twice. */
    default boolean hasTried(Node node) {
        return false;
    }

    /** Whether a node that is suspect will do, because no other is left. */
    default boolean takesUnusable() {
        return false;
    }

    /**
     * A value of the request by which hashes, rules and affinity choose.
     *
     * @param name {@code header:X-Y}, {@code cookie:name}, {@code path}, {@code query},
     *     {@code query:name}, {@code user}, {@code source} (the address that the inbound request came from)
     * @return null when the call has none of that name
     */
    default @Nullable String value(String name) {
        return null;
    }
}
