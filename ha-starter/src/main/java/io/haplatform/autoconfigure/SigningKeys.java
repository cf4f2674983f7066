package io.haplatform.autoconfigure;

import io.haplatform.core.signing.PemKeys;
import io.haplatform.core.signing.Signer;
import io.haplatform.core.signing.SigningPolicy;
import io.haplatform.core.signing.TrustedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/** Reads the keys that the settings name; what cannot be read is said by its setting, and never shown. */
final class SigningKeys {

    private static final String GROUP = "ha.registry.signing";
    private static final String INLINE = "-----BEGIN";
    private static final String MAKE = "Make a pair with openssl genpkey -algorithm ed25519 -out orders.pem and"
            + " openssl pkey -in orders.pem -pubout -out orders.pub, and name the file, for example file:/run/secrets/";

    private final ResourceLoader resources;

    SigningKeys(ResourceLoader resources) {
        this.resources = resources;
    }

    SigningPolicy policy(HaSigningProperties properties, String namespace) {
        Signer signer = signer(properties);
        List<TrustedKey> trusted = new ArrayList<>();
        new TreeMap<>(properties.keys()).forEach((id, key) -> trusted.add(trusted(id, key)));
        return InvalidSettingException.checked(
                GROUP + ".keys", () -> new SigningPolicy(namespace, properties.required(), signer, trusted));
    }

    private @Nullable Signer signer(HaSigningProperties properties) {
        if (properties.privateKey().isBlank()) {
            return null;
        }
        String setting = GROUP + ".private-key";
        String pem = pem(setting, properties.privateKey(), "orders.pem");
        var key = InvalidSettingException.checked(setting, () -> PemKeys.privateKey(pem));
        return InvalidSettingException.checked(GROUP + ".key-id", () -> new Signer(properties.keyId(), key));
    }

    private TrustedKey trusted(String id, HaSigningProperties.Key properties) {
        String group = GROUP + ".keys." + id;
        String pem = pem(group + ".public-key", properties.publicKey(), "orders.pub");
        var key = InvalidSettingException.checked(group + ".public-key", () -> PemKeys.publicKey(pem));
        return InvalidSettingException.checked(
                group + ".services", () -> new TrustedKey(id, key, Set.copyOf(properties.services())));
    }

    private String pem(String setting, String value, String example) {
        String text = value.strip();
        if (text.startsWith(INLINE)) {
            return text;
        }
        String place = shown(text);
        try {
            Resource resource = resources.getResource(text);
            if (!text.isEmpty() && resource.isReadable()) {
                return resource.getContentAsString(StandardCharsets.UTF_8);
            }
        } catch (IOException | IllegalArgumentException e) {
            place += " (" + e.getClass().getSimpleName() + ")";
        }
        throw new InvalidSettingException(
                setting,
                setting + " must be a key in PEM, or the location of a readable file with one, but is " + place,
                MAKE + example + ".");
    }

    /** What is no location may be the key itself, without its first line. */
    private static String shown(String value) {
        if (value.isEmpty()) {
            return "not set";
        }
        return value.matches("(file:|classpath:|/|\\./)[^\\s]{1,200}") ? "'" + value + "'" : "neither";
    }
}
