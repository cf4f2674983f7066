package io.haplatform.core.instance;

/**
 * What state an instance is in. Owners publish {@link #STARTING}, {@link #UP}, {@link #DOWN} or {@link #DRAINING},
 * operators override with {@link #UP}, {@link #DRAINING} or {@link #MAINTENANCE}, observers can make an instance
 * {@link #SUSPECT}; readers compute the effective one of all three (see {@link Instance}).
 */
public enum Status {
    /** Nothing is known yet. */
    UNKNOWN,
    /** Registered, not ready yet. */
    STARTING,
    /** Takes traffic. */
    UP,
    /** Somebody has evidence against it: picked only when no other eligible instance is left. */
    SUSPECT,
    /** Says of itself that it cannot serve. */
    DOWN,
    /** Finishes what it has and takes nothing new. */
    DRAINING,
    /** Taken out by an operator. */
    MAINTENANCE;

    /** Whether an owner may publish this of itself. */
    public boolean ownersMay() {
        return this == STARTING || this == UP || this == DOWN || this == DRAINING;
    }

    /** Whether an operator may impose this. */
    public boolean operatorsMay() {
        return this == UP || this == DRAINING || this == MAINTENANCE;
    }
}
