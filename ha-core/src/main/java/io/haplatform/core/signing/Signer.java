package io.haplatform.core.signing;

import io.haplatform.core.instance.Names;
import io.haplatform.core.instance.Registration;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Signs registrations with one key. Immutable; signing the same registration twice gives the same text, so that its
 * digest stays what it was.
 */
public final class Signer {

    /** The entry of a registration's metadata that holds its signature: {@code 1:<key id>:<Base64>}. */
    public static final String METADATA = "ha.signature";

    static final String FORMAT = "1:";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final String keyId;
    private final PrivateKey key;

    /**
     * @param keyId by which readers find the public key
     * @param key an Ed25519 key
     */
    public Signer(String keyId, PrivateKey key) {
        this.keyId = keyId(keyId);
        this.key = key;
        sign(new byte[0]);
    }

    /** A name of a key: 1 to 64 letters, digits, dot, dash and underscore. */
    static String keyId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "key id must be 1 to 64 letters, digits, '.', '-' or '_', first a letter or digit, but is '"
                            + Names.printable(id) + "'");
        }
        return id;
    }

    public String keyId() {
        return keyId;
    }

    /** Whether this is the other half of our key. */
    boolean fits(PublicKey publicKey) {
        byte[] text = {1, 2, 3};
        return verifies(publicKey, text, sign(text));
    }

    /** @throws IllegalArgumentException when its metadata have no room for the signature */
    Registration sign(String namespace, Registration registration) {
        Registration plain = plain(registration);
        int most = Registration.MAX_METADATA - 1;
        if (plain.metadata().size() > most) {
            throw new IllegalArgumentException("metadata of " + plain.key() + " must be at most " + most
                    + " entries, because the signature is one, but are "
                    + plain.metadata().size());
        }
        byte[] signature = sign(SignedText.of(namespace, keyId, plain));
        Map<String, String> metadata = new TreeMap<>(plain.metadata());
        metadata.put(
                METADATA,
                FORMAT + keyId + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
        return plain.withMetadata(metadata);
    }

    /** The registration without a signature. */
    static Registration plain(Registration registration) {
        if (!registration.metadata().containsKey(METADATA)) {
            return registration;
        }
        Map<String, String> metadata = new TreeMap<>(registration.metadata());
        metadata.remove(METADATA);
        return registration.withMetadata(metadata);
    }

    private byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance(PemKeys.ALGORITHM);
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("key must be an Ed25519 private key but is not", e);
        } catch (NoSuchAlgorithmException | SignatureException e) {
            throw PemKeys.missing(e);
        }
    }

    /** @throws IllegalArgumentException when nothing can be verified with it */
    static void checkPublic(String id, PublicKey key) {
        try {
            Signature.getInstance(PemKeys.ALGORITHM).initVerify(key);
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException(
                    "key '" + id + "' must be an Ed25519 public key but is one for " + key.getAlgorithm(), e);
        } catch (NoSuchAlgorithmException e) {
            throw PemKeys.missing(e);
        }
    }

    static boolean verifies(PublicKey key, byte[] text, byte[] signature) {
        try {
            Signature check = Signature.getInstance(PemKeys.ALGORITHM);
            check.initVerify(key);
            check.update(text);
            return check.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw PemKeys.missing(e);
        }
    }
}
