package io.haplatform.core.registry;

/** The registry's answer to one renewed lease. */
public enum LeaseState {
    /** Renewed. */
    OK,
    /** The registry does not know it: register again. */
    GONE,
    /** Another incarnation holds the id now: stop renewing, and say so once. */
    SUPERSEDED,
    /** Renewed, but the stored registration is not the owner's: register again. */
    STALE
}
