package io.haplatform.core.signing;

import io.haplatform.core.instance.Registration;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a signature covers: namespace, key id, and every field of the registration but the signature itself, each with
 * its length, so that nothing can be moved from one field into the next.
 *
 * <p>It is not the wire's JSON, on purpose: a later release may add a field that this one does not keep, and its
 * signature must hold here all the same. What is added to a registration comes under a new format.
 */
final class SignedText {

    /** Also keeps these signatures apart from whatever else a key may sign. */
    private static final String PREFIX = "ha-platform registration 1";

    private SignedText() {}

    /** @param registration without a signature */
    static byte[] of(String namespace, String keyId, Registration registration) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(PREFIX);
            out.writeUTF(namespace);
            out.writeUTF(keyId);
            write(out, registration);
        } catch (IOException e) {
            throw new UncheckedIOException("registration of " + registration.key() + " cannot be signed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Registration registration) throws IOException {
        out.writeUTF(registration.key().service());
        out.writeUTF(registration.key().id());
        out.writeUTF(registration.incarnation());
        out.writeUTF(registration.host());
        out.writeInt(registration.port());
        out.writeUTF(registration.scheme());
        out.writeInt(registration.managementPort());
        out.writeInt(registration.weight());
        out.writeUTF(registration.region());
        out.writeUTF(registration.zone());
        out.writeUTF(registration.version());
        out.writeInt(registration.tags().size());
        for (String tag : registration.tags()) {
            out.writeUTF(tag);
        }
        out.writeInt(registration.metadata().size());
        for (Map.Entry<String, String> entry : new TreeMap<>(registration.metadata()).entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeUTF(entry.getValue());
        }
        out.writeUTF(registration.status().name());
        out.writeUTF(registration.reason());
        out.writeUTF(registration.since().toString());
        out.writeUTF(registration.registeredAt().toString());
    }
}
