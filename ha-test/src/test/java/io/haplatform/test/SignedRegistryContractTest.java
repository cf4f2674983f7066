package io.haplatform.test;

import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.signing.SignedRegistry;
import io.haplatform.core.signing.Signer;
import io.haplatform.core.signing.SigningPolicy;
import io.haplatform.core.signing.TrustedKey;
import io.haplatform.core.time.ManualTime;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;

/**
 * Whoever signs and requires signatures sees the registry that everybody sees: the contract without its one rule on pacing,
 * which would sign and check thousands of registrations, ten seconds' work, for numbers that pass through untouched.
 */
class SignedRegistryContractTest {

    private static final SigningPolicy POLICY = policy();

    @Nested
    class Registering extends RegisteringRules {
        Registering() {
            super(SignedRegistryContractTest::open);
        }
    }

    @Nested
    class Renewing extends RenewingRules {
        Renewing() {
            super(SignedRegistryContractTest::open);
        }
    }

    @Nested
    class Overriding extends OverridingRules {
        Overriding() {
            super(SignedRegistryContractTest::open);
        }
    }

    @Nested
    class Observing extends ObservingRules {
        Observing() {
            super(SignedRegistryContractTest::open);
        }
    }

    @Nested
    class Leaving extends LeavingRules {
        Leaving() {
            super(SignedRegistryContractTest::open);
        }
    }

    @Nested
    class Reading extends ReadingRules {
        Reading() {
            super(SignedRegistryContractTest::open);
        }
    }

    @Nested
    class Sweeping extends SweepingRules {
        Sweeping() {
            super(SignedRegistryContractTest::open);
        }
    }

    @Nested
    class Protecting extends ProtectingRules {
        Protecting() {
            super(SignedRegistryContractTest::open);
        }
    }

    private static SharedStore open() {
        ManualTime time = new ManualTime();
        InMemoryStore store = new InMemoryStore(time, LeasePolicy.DEFAULT, new SplittableRandom(7), 100);
        return new SharedStore() {
            @Override
            public Registry connect() {
                return new SignedRegistry(store.connect(), POLICY, time);
            }

            @Override
            public LeasePolicy policy() {
                return store.policy();
            }

            @Override
            public void pass(Duration duration) {
                store.pass(duration);
            }

            @Override
            public void trimLog() {
                store.trimLog();
            }

            @Override
            public void loseEverything() {
                store.loseEverything();
            }

            @Override
            public void run() {
                store.run();
            }

            @Override
            public void close() {
                store.close();
            }
        };
    }

    private static SigningPolicy policy() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SigningPolicy(
                    "default",
                    true,
                    new Signer("all", pair.getPrivate()),
                    List.of(new TrustedKey("all", pair.getPublic(), Set.of(TrustedKey.ALL))));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
