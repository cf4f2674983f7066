package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import java.util.List;

/**
 * What a sweep for expired leases did.
 *
 * @param removed instances whose lease had ended, removed by this sweep and no other
 * @param held instances whose lease has ended and that are kept all the same, a few hundred at most: the last of their
 *     service; or those that nothing proves dead under {@link Protection}; or all for one lease after a time without
 *     sweeps or after one of theirs came back; or those that are left to the next sweep
 * @param silent some of the held ones whose death nothing proves, another choice each time, and some who have missed a
 *     renewal, which is judged by the longest lease of anybody: who has a shorter one may be named although it has missed
 *     none. Somebody should find out whether they refuse connections
 * @param protection whether removals are held back
 * @param head the newest log entry
 */
public record Swept(
        List<InstanceKey> removed, List<InstanceKey> held, List<Silent> silent, Protection protection, Position head) {

    /** How many silent ones a sweep names. */
    public static final int SILENT = 50;

    public Swept {
        removed = List.copyOf(removed);
        held = List.copyOf(held);
        silent = List.copyOf(silent);
    }

    /** A sweep that found nothing to do. */
    public static Swept nothing(Position head) {
        return new Swept(List.of(), List.of(), List.of(), Protection.NONE, head);
    }

    /**
     * An instance that has fallen silent.
     *
     * @param incarnation of which start of it
     * @param address {@code host:port} as it registered, an IPv6 address in brackets
     */
    public record Silent(InstanceKey key, String incarnation, String address) {}
}
