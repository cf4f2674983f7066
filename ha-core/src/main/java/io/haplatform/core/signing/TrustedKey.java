package io.haplatform.core.signing;

import io.haplatform.core.instance.Names;
import java.security.PublicKey;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A key that is believed, and for which services: a neighbour's key is good for the neighbour's own name alone.
 *
 * @param id as the signer names it
 * @param key an Ed25519 key
 * @param services whose registrations it may sign, at least one; {@value #ALL} for all
 */
public record TrustedKey(String id, PublicKey key, Set<String> services) {

    public static final String ALL = "*";

    public TrustedKey {
        Signer.keyId(id);
        if (services.isEmpty()) {
            throw new IllegalArgumentException(
                    "services of key '" + id + "' must be at least one, or " + ALL + " for all, but are none");
        }
        services.stream().filter(service -> !service.equals(ALL)).forEach(Names::service);
        services = Collections.unmodifiableSortedSet(new TreeSet<>(services));
        Signer.checkPublic(id, key);
    }

    boolean maySign(String service) {
        return services.contains(service) || services.contains(ALL);
    }
}
