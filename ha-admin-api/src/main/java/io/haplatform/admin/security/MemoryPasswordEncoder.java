package io.haplatform.admin.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Compares passwords that never leave this process, in constant time and a few microseconds.
 *
 * <p>A slow hash protects stored passwords from whoever steals the store. There is no store here: the password lies in
 * the environment of this very process, and a slow hash would only make each machine that calls with HTTP Basic cost a
 * tenth of a second of CPU. Guessing over the network is slowed by {@link SignInThrottle} instead. Not for passwords
 * that are written anywhere.
 */
final class MemoryPasswordEncoder implements PasswordEncoder {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    MemoryPasswordEncoder(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    @Override
    public String encode(@Nullable CharSequence rawPassword) {
        return HexFormat.of().formatHex(mac(rawPassword == null ? "" : rawPassword));
    }

    @Override
    public boolean matches(@Nullable CharSequence rawPassword, @Nullable String encodedPassword) {
        return rawPassword != null
                && encodedPassword != null
                && MessageDigest.isEqual(
                        encode(rawPassword).getBytes(StandardCharsets.US_ASCII),
                        encodedPassword.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] mac(CharSequence password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(password.toString().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
