package io.haplatform.core.signing;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keys and registrations for the tests of this package. */
final class Keys {

    /** The example of RFC 8410, 10.3: a secret that everybody knows. */
    static final String PRIVATE_PEM =
            """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----
            """;

    static final String PUBLIC_PEM =
            """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PUBLIC KEY-----
            """;

    static final KeyPair ORDERS = pair();
    static final KeyPair ORDERS_NEXT = pair();
    static final KeyPair BILLING = pair();

    private Keys() {}

    static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static Signer signer(String id, KeyPair pair) {
        return new Signer(id, pair.getPrivate());
    }

    static TrustedKey trusted(String id, KeyPair pair, String... services) {
        return new TrustedKey(id, pair.getPublic(), Set.of(services));
    }

    /** An instance with a value in every field. */
    static Registration instance(String service, String id) {
        Instant then = Instant.parse("2026-01-01T00:00:00Z");
        return new Registration(
                new InstanceKey(service, id),
                "first",
                "10.0.0.7",
                8080,
                "http",
                9090,
                50,
                "eu",
                "eu-1",
                "1.2",
                List.of("blue", "fast"),
                Map.of("team", "shop"),
                Status.UP,
                "ready",
                then,
                then.plusSeconds(1));
    }
}
