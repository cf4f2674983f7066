package io.haplatform.core.instance;

/** One thing that a log entry says has changed. */
public sealed interface Mutation {

    InstanceKey key();

    /** Registered, or registered anew with other content. Wipes observations of other incarnations. */
    record Put(Registration registration) implements Mutation {
        @Override
        public InstanceKey key() {
            return registration.key();
        }
    }

    /** Gone: by its owner's word, or by expiry. */
    record Removed(InstanceKey key, String incarnation, Cause cause) implements Mutation {}

    record OverridePut(OperatorOverride override) implements Mutation {
        @Override
        public InstanceKey key() {
            return override.key();
        }
    }

    record OverrideRemoved(InstanceKey key) implements Mutation {}

    record Observed(Observation observation) implements Mutation {
        @Override
        public InstanceKey key() {
            return observation.key();
        }
    }

    record Unobserved(InstanceKey key, String observer) implements Mutation {}

    /** Why an instance is gone. */
    enum Cause {
        DEREGISTERED,
        EXPIRED
    }
}
