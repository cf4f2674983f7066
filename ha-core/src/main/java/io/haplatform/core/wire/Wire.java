package io.haplatform.core.wire;

import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * The one format in which records leave a process: compact JSON, alike in Redis, in files, on Raft and for admin.
 *
 * <pre>{@code
 * {"v":1,"service":"orders","id":"orders:10.0.0.7:8080","incarnation":"9f0c","host":"10.0.0.7","port":8080,
 *  "status":"UP","since":"2026-01-01T00:00:00Z","registeredAt":"2026-01-01T00:00:00Z"}
 * }</pre>
 *
 * <p>Equal records give equal text and so equal {@linkplain #digest digests}: fields stand in a fixed order and those
 * that say the usual are left out. A field may be added without a new version: readers ignore what they do not know,
 * and writers of a record that others wrote before them (an override) write it back. A change that old readers would
 * misunderstand raises {@link #VERSION}: a release reads its own version and the one before.
 *
 * <p>Whatever is read may come from a stranger: everything that is not right, too big ({@link #MAX_RECORD},
 * {@link #MAX_MUTATIONS}) or too deep ends in a {@link WireException} with one sentence, never in anything else.
 */
public final class Wire {

    /** The version this release writes. */
    public static final int VERSION = 1;

    /** Most bytes of one record, in UTF-8. */
    public static final int MAX_RECORD = 16 * 1024;

    /** Most bytes of the mutations of one log entry, in UTF-8. */
    public static final int MAX_MUTATIONS = 4 * 1024 * 1024;

    private Wire() {}

    /**
     * The mutations of one log entry, as far as they can be read.
     *
     * @param known those of a kind that this release knows; later kinds are left out silently
     * @param rejected why others were left out, a sentence each
     */
    public record Mutations(List<Mutation> known, List<String> rejected) {
        public Mutations {
            known = List.copyOf(known);
            rejected = List.copyOf(rejected);
        }
    }

    /** SHA-1 in hex, as a script in Redis computes it: tells whether two texts are the same, proves nothing. */
    public static String digest(String json) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(json.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java must have SHA-1 but this runtime has not", e);
        }
    }

    /** @throws WireException when it would be longer than {@link #MAX_RECORD} */
    public static String write(Registration registration) {
        String json = Json.write(Records.fields(registration));
        return limited("registration of " + registration.key(), json, MAX_RECORD, "; shorten its metadata");
    }

    /** @throws WireException when it would be longer than {@link #MAX_RECORD} */
    public static String write(OperatorOverride override) {
        return limited("override of " + override.key(), Json.write(Records.fields(override)), MAX_RECORD, "");
    }

    /** @throws WireException when it would be longer than {@link #MAX_RECORD} */
    public static String write(Observation observation) {
        return limited("observation of " + observation.key(), Json.write(Records.fields(observation)), MAX_RECORD, "");
    }

    /** @throws WireException when they would be longer than {@link #MAX_MUTATIONS} */
    public static String write(List<Mutation> mutations) {
        List<?> items = mutations.stream().map(Records::fields).toList();
        return limited("log entry", Json.write(items), MAX_MUTATIONS, "");
    }

    /** @throws WireException when this is no registration */
    public static Registration readRegistration(String json) {
        return record("registration", json, Records::registration);
    }

    /** @throws WireException when this is no override */
    public static OperatorOverride readOverride(String json) {
        return record("override", json, Records::override);
    }

    /** @throws WireException when this is no observation */
    public static Observation readObservation(String json) {
        return record("observation", json, Records::observation);
    }

    /**
     * Reads those that can be read: one that a stranger wrote does not cost its neighbours.
     *
     * @throws WireException when this is no array of mutations at all
     */
    public static Mutations readMutations(String json) {
        if (!(Json.read(limited("log entry", json, MAX_MUTATIONS, "")) instanceof List<?> items)) {
            throw new WireException("log entry must be a JSON array but is not");
        }
        List<Mutation> known = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        for (Object item : items) {
            try {
                Mutation mutation = Records.mutation(new Fields("mutation", item));
                if (mutation != null) {
                    known.add(mutation);
                }
            } catch (WireException | IllegalArgumentException e) {
                rejected.add(String.valueOf(e.getMessage()));
            }
        }
        return new Mutations(known, rejected);
    }

    /** @param newest the version that the reading release writes */
    static void checkVersion(String subject, long version, long newest) {
        if (version < Math.max(1, newest - 1) || version > newest) {
            throw new WireException(subject + " must have wire version " + newest + " or the one before but has "
                    + version + ": upgrade " + (version > newest ? "this process" : "its writer"));
        }
    }

    private static <T> T record(String subject, String json, Function<Fields, T> reader) {
        try {
            return reader.apply(new Fields(subject, Json.read(limited(subject, json, MAX_RECORD, ""))));
        } catch (IllegalArgumentException e) {
            // a record refused the value, in a sentence of its own
            throw new WireException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String limited(String subject, String json, int limit, String remedy) {
        int length = json.length() > limit ? json.length() : json.getBytes(StandardCharsets.UTF_8).length;
        if (length > limit) {
            throw new WireException(subject + " must be at most " + limit + " bytes but is " + length + remedy);
        }
        return json;
    }
}
