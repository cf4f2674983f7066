package io.haplatform.test;

import org.junit.jupiter.api.Nested;

/**
 * What every {@link io.haplatform.core.registry.Registry} must do, as a suite: extend it, say how to open a fresh
 * store, and run it with JUnit. The in-memory registry is the model and passes it; so must whatever claims to behave
 * alike.
 *
 * <pre>{@code
 * class RedisRegistryContractTest extends RegistryContract {
 *     protected SharedStore open() { return new RedisStore(...); }
 * }
 * }</pre>
 */
public abstract class RegistryContract {

    /** A fresh, empty store; closed after the test. Its log must keep at least 100 entries. */
    protected abstract SharedStore open();

    @Nested
    class Registering extends RegisteringRules {
        Registering() {
            super(RegistryContract.this::open);
        }
    }

    @Nested
    class Renewing extends RenewingRules {
        Renewing() {
            super(RegistryContract.this::open);
        }
    }

    @Nested
    class Pacing extends PacingRules {
        Pacing() {
            super(RegistryContract.this::open);
        }
    }

    @Nested
    class Overriding extends OverridingRules {
        Overriding() {
            super(RegistryContract.this::open);
        }
    }

    @Nested
    class Observing extends ObservingRules {
        Observing() {
            super(RegistryContract.this::open);
        }
    }

    @Nested
    class Leaving extends LeavingRules {
        Leaving() {
            super(RegistryContract.this::open);
        }
    }

    @Nested
    class Sweeping extends SweepingRules {
        Sweeping() {
            super(RegistryContract.this::open);
        }
    }

    @Nested
    class Protecting extends ProtectingRules {
        Protecting() {
            super(RegistryContract.this::open);
        }
    }

    @Nested
    class Reading extends ReadingRules {
        Reading() {
            super(RegistryContract.this::open);
        }
    }
}
