package io.haplatform.core.sim;

import io.haplatform.core.call.Outcome;
import io.haplatform.core.call.Outcome.Failure;
import io.haplatform.core.call.Outcome.Kind;

/**
 * What comes back from a server.
 *
 * @param at when it leaves the server
 * @param outcome what it is
 */
record Reply(long at, Outcome outcome) {

    static final Outcome TIMEOUT = new Failure(Kind.TIMEOUT, 0, null, null);
    static final Outcome RESET = new Failure(Kind.RESET, 0, null, null);

    /** Later than anybody waits. */
    static final Reply NEVER = new Reply(Long.MAX_VALUE / 2, TIMEOUT);
}
