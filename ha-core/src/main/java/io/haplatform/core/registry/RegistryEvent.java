package io.haplatform.core.registry;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Status;
import java.time.Instant;

/** Something that happened to an instance, as every follower of its service sees it, in the same order. */
public sealed interface RegistryEvent {

    InstanceKey key();

    /** When it was written, by the store's clock. */
    Instant at();

    /** Revision of the log entry it comes from. */
    long revision();

    /** A new instance, or a new incarnation of a known one. */
    record ServiceRegistered(Instance instance, Instant at, long revision) implements RegistryEvent {
        @Override
        public InstanceKey key() {
            return instance.key();
        }
    }

    /** Its owner took it out. */
    record ServiceDeregistered(Instance instance, Instant at, long revision) implements RegistryEvent {
        @Override
        public InstanceKey key() {
            return instance.key();
        }
    }

    /** Its lease ended without renewal. */
    record ServiceExpired(Instance instance, Instant at, long revision) implements RegistryEvent {
        @Override
        public InstanceKey key() {
            return instance.key();
        }
    }

    /** Its effective status changed. */
    record HealthStatusChanged(Instance instance, Status from, Status to, Instant at, long revision)
            implements RegistryEvent {
        @Override
        public InstanceKey key() {
            return instance.key();
        }
    }

    /** Something else of it changed: weight, tags, metadata, evidence. */
    record InstanceChanged(Instance before, Instance after, Instant at, long revision) implements RegistryEvent {
        @Override
        public InstanceKey key() {
            return after.key();
        }
    }
}
