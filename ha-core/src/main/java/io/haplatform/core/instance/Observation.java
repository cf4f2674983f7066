package io.haplatform.core.instance;

import java.time.Instant;

/**
 * What somebody saw of an instance. Written by observers alone, one per observer and instance; always expires, so that
 * an observer who dies cannot condemn anybody for long. It speaks of one incarnation: a restart is born innocent.
 *
 * @param key of whom
 * @param incarnation of which start of it
 * @param observer who saw it; {@link #REGISTRY} for what the registry itself concludes
 * @param evidence what was seen
 * @param detail in words; cut to 256 characters, control characters replaced
 * @param at when, by the store's clock
 * @param expiresAt when it counts no longer, by the store's clock
 */
public record Observation(
        InstanceKey key,
        String incarnation,
        String observer,
        Evidence evidence,
        String detail,
        Instant at,
        Instant expiresAt) {

    /** The observer name of the registry itself. */
    public static final String REGISTRY = "registry";

    /** Kinds of evidence, the hardest first. */
    public enum Evidence {
        /** A connection was refused: nobody listens there. */
        REFUSED,
        /** It accepted, and did not answer in time. */
        SILENT,
        /** Its lease ended without renewal, and it is kept because nothing else proves its death. */
        LAPSED
    }

    public Observation {
        Names.token("incarnation of " + key, incarnation, Registration.MAX_INCARNATION);
        Names.token("observer of " + key, observer, 200);
        detail = Names.words(detail);
        Names.date("date of an observation of " + key, at);
        Names.date("end of an observation of " + key, expiresAt);
    }

    /** Whether it counts against this registration at this time of the store. */
    public boolean countsAgainst(Registration registration, Instant now) {
        return incarnation.equals(registration.incarnation()) && now.isBefore(expiresAt);
    }
}
