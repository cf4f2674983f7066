package io.haplatform.autoconfigure;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Signatures on registrations, Ed25519: who can write into the registry's Redis cannot say that it is another service.
 *
 * @param enabled whether this application signs what it registers, and checks what others have signed
 * @param required whether registrations without a valid signature are left out; until every service of the namespace signs, leave it false: then only what is signed wrongly is left out
 * @param keyId name of the key this application signs with, under which others find its public half in their signing.keys
 * @param privateKey the key this application signs with, PKCS #8 in PEM: a location such as file:/run/secrets/orders.pem, or the PEM itself; an application that registers nothing needs none
 * @param keys whom this application believes: the public key of each key id
 */
@ConfigurationProperties("ha.registry.signing")
public record HaSigningProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("false") boolean required,
        @DefaultValue("") String keyId,
        @DefaultValue("") String privateKey,
        @DefaultValue Map<String, Key> keys) {

    /**
     * One key that is believed.
     *
     * @param publicKey in PEM: a location such as classpath:orders.pub, or the PEM itself
     * @param services whose registrations it may sign, at least one; * for all
     */
    public record Key(@DefaultValue("") String publicKey, @DefaultValue List<String> services) {

        public Key {
            services = List.copyOf(services);
        }
    }

    public HaSigningProperties {
        keys = Map.copyOf(keys);
        if (keyId.isBlank() != privateKey.isBlank()) {
            String missing = keyId.isBlank() ? "ha.registry.signing.key-id" : "ha.registry.signing.private-key";
            String present = keyId.isBlank() ? "ha.registry.signing.private-key" : "ha.registry.signing.key-id";
            throw new InvalidSettingException(
                    missing,
                    missing + " must be set where " + present + " is set but is not",
                    "Set both to sign, or neither to check only.");
        }
    }

    /** Keeps the key out of log lines. */
    @Override
    public String toString() {
        return "HaSigningProperties[enabled=" + enabled + ", required=" + required + ", keyId=" + keyId
                + ", privateKey=" + (privateKey.isBlank() ? "none" : "set") + ", keys=" + keys.keySet() + "]";
    }
}
