package io.haplatform.core.sim;

import io.haplatform.core.call.Outcome;
import io.haplatform.core.call.Outcome.Failure;
import io.haplatform.core.call.Outcome.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A time in which a server does not do its work.
 *
 * @param from when it begins
 * @param until when it is over
 */
record Trouble(long from, long until, Sort sort) {

    /** What a call meets. */
    enum Sort {
        /** No process: connections are refused; what it had in flight at the beginning is reset. */
        DOWN,
        /** Whatever arrives is never answered, nor what would have been answered in that time. */
        SWALLOWS,
        /** A status by which a call may go elsewhere. */
        UNAVAILABLE,
        /** The same, and a wish to be left alone. */
        BUSY,
        /** Too many calls, it says, and the same wish; no other instance is asked then. */
        LIMITED,
        /** A status by which no call goes elsewhere. */
        BROKEN;

        /** @return null for none */
        @Nullable
        Outcome answer() {
            return switch (this) {
                case DOWN -> new Failure(Kind.REFUSED, 0, null, null);
                case SWALLOWS -> null;
                case UNAVAILABLE -> Outcome.status(503, null);
                case BUSY -> Outcome.status(503, Duration.ofSeconds(2));
                case LIMITED -> Outcome.status(429, Duration.ofSeconds(2));
                case BROKEN -> Outcome.status(500, null);
            };
        }
    }

    boolean holdsAt(long now) {
        return now >= from && now < until;
    }
}
