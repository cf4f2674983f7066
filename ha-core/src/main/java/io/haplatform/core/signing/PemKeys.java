package io.haplatform.core.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ed25519 keys as OpenSSL writes them: {@code openssl genpkey -algorithm ed25519 -out orders.pem} and {@code openssl
 * pkey -in orders.pem -pubout -out orders.pub}.
 *
 * <p>What is wrong with a key ends in an {@link IllegalArgumentException} with one sentence, which shows nothing of it.
 */
public final class PemKeys {

    static final String ALGORITHM = "Ed25519";

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private PemKeys() {}

    /** An unencrypted key in PKCS #8, {@code BEGIN PRIVATE KEY}. */
    public static PrivateKey privateKey(String pem) {
        try {
            return factory().generatePrivate(new PKCS8EncodedKeySpec(content(pem, "PRIVATE KEY")));
        } catch (InvalidKeySpecException e) {
            throw notEd25519("PRIVATE KEY");
        }
    }

    /** {@code BEGIN PUBLIC KEY}. */
    public static PublicKey publicKey(String pem) {
        try {
            return factory().generatePublic(new X509EncodedKeySpec(content(pem, "PUBLIC KEY")));
        } catch (InvalidKeySpecException e) {
            throw notEd25519("PUBLIC KEY");
        }
    }

    private static byte[] content(String pem, String label) {
        Matcher found = PEM.matcher(pem.strip());
        if (!found.matches()) {
            throw invalid(label, "is none");
        } else if (!found.group(1).equals(label)) {
            throw invalid(label, "begins with BEGIN " + found.group(1));
        }
        try {
            return Base64.getMimeDecoder().decode(found.group(2));
        } catch (IllegalArgumentException e) {
            // its message would show part of the key
            throw invalid(label, "is not Base64 between its first and last line");
        }
    }

    private static IllegalArgumentException notEd25519(String label) {
        return invalid(label, "holds a key of another kind, or a broken one");
    }

    private static IllegalArgumentException invalid(String label, String actual) {
        return new IllegalArgumentException("key must be an Ed25519 key in PEM, BEGIN " + label + ", but " + actual);
    }

    private static KeyFactory factory() {
        try {
            return KeyFactory.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw missing(e);
        }
    }

    static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("Java must have Ed25519 but this runtime has not", e);
    }
}
