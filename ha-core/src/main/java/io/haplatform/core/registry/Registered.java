package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import java.time.Duration;

/** The registry's answer to one registration of a batch. */
public sealed interface Registered {

    InstanceKey key();

    /**
     * It is registered, and its lease runs.
     *
     * @param digest of what is stored, to be sent with each renewal
     */
    record Accepted(InstanceKey key, String digest) implements Registered {}

    /**
     * A living owner at another address holds the id.
     *
     * @param holder the address of that owner, {@code host:port}
     * @param remaining until its lease ends, if it is not renewed
     */
    record Held(InstanceKey key, String holder, Duration remaining) implements Registered {}

    /** @param reason what the registry has against this registration */
    record Rejected(InstanceKey key, String reason) implements Registered {}
}
