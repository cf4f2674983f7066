package io.haplatform.core.registry;

import java.time.Instant;

/**
 * Whether removals are held back because the leases of many instances ended at once: one that falls silent is dead, many
 * are more often cut off. While it lasts, an instance whose lease has ended is removed only where a refused connection
 * proves its death; the others stay as suspects.
 *
 * @param active whether it holds
 * @param since when it began, by the store's clock
 * @param ended how many instances are kept though their lease has ended and nothing proves their death
 * @param fleet how many instances there are, those included
 * @param before how many there were when it began, less those proven dead since
 */
public record Protection(boolean active, Instant since, int ended, int fleet, int before) {

    /** It does not hold. */
    public static final Protection NONE = new Protection(false, Instant.EPOCH, 0, 0, 0);

    /** So many that end together are never many. */
    public static final int NEVER_MANY = 3;

    /** So many per cent of the fleet are not many either. */
    public static final int PERCENT = 15;

    /** How many of a fleet of this size may end together before that is too many to believe. */
    public static int limit(int fleet) {
        return Math.max(NEVER_MANY, (int) ((long) fleet * PERCENT / 100));
    }

    /** Why it holds, as a sentence without its full stop; empty where it does not. */
    public String cause() {
        return active
                ? "the leases of " + ended + " of " + fleet + " instances have ended without a word, more than "
                        + limit(fleet) + " at once: that looks like a broken network, not like death"
                : "";
    }

    /** When it ends, as a clause: "they renew again, …"; empty where it does not hold. */
    public String release() {
        return active
                ? "they renew again, all but " + limit(fleet)
                        + " of them for one lease, or refuse connections and go for" + " it, or " + before
                        + " instances renew as before"
                : "";
    }
}
