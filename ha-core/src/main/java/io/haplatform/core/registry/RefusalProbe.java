package io.haplatform.core.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds out whether an address refuses connections: the one thing that proves, from outside, that nobody listens there.
 *
 * <p>Never blocks. The stage completes on any thread, at the latest when the timeout is over.
 */
@FunctionalInterface
public interface RefusalProbe {

    /** Knows nothing: no death is ever proven by it. */
    RefusalProbe NONE = (host, port, timeout) -> CompletableFuture.completedFuture(Optional.empty());

    /**
     * @param host a name or an address, IPv6 without brackets
     * @return what was seen, in words, when the connection was refused; empty for everything else: a connection, silence,
     *     an unknown name
     */
    CompletionStage<Optional<String>> refusal(String host, int port, Duration timeout);
}
