package io.haplatform.core.signing;

import io.haplatform.core.instance.Names;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who signs, and who is believed.
 *
 * @param namespace is signed too, so that a record of one cannot be carried into another
 * @param required whether a registration without a valid signature is left out; while a fleet is being moved over it
 *     is not, and only what is signed wrongly is left out
 * @param signer signs what this process registers; null when it registers nothing, or does not sign
 * @param trusted keys that are believed; several of one service while one takes over from another
 */
public record SigningPolicy(String namespace, boolean required, @Nullable Signer signer, List<TrustedKey> trusted) {

    public SigningPolicy {
        Names.namespace(namespace);
        trusted = List.copyOf(trusted);
        List<String> ids = trusted.stream().map(TrustedKey::id).toList();
        if (ids.stream().distinct().count() < ids.size()) {
            throw new IllegalArgumentException("ids of trusted keys must be different but are " + ids);
        }
        if (required && trusted.isEmpty()) {
            throw new IllegalArgumentException(
                    "trusted keys must be at least one where signatures are required but are none");
        }
        if (signer != null) {
            Optional<TrustedKey> own = trusted.stream()
                    .filter(key -> key.id().equals(signer.keyId()))
                    .findFirst();
            if (required && own.isEmpty()) {
                throw new IllegalArgumentException("trusted keys must contain '" + signer.keyId()
                        + "', with which this process signs, but are "
                        + ids.stream().sorted().collect(Collectors.joining(", ")));
            }
            if (own.isPresent() && !signer.fits(own.get().key())) {
                throw new IllegalArgumentException("public key of '" + signer.keyId()
                        + "' must be the other half of the private key of this process but is of another");
            }
        }
    }

    Optional<TrustedKey> key(String id) {
        return trusted.stream().filter(key -> key.id().equals(id)).findFirst();
    }
}
