package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.OperatorOverride;

/** A change of the registry that is not the registration itself. Each is atomic and can be repeated safely. */
public sealed interface Change {

    InstanceKey key();

    /** The owner leaves. Without effect ({@link Changed.Result#SUPERSEDED}) when another incarnation holds the id. */
    record Deregister(InstanceKey key, String incarnation) implements Change {}

    /**
     * An operator's word, by compare-and-set: it must carry the version after the stored one, 1 when there is none;
     * else {@link Changed.Result#CONFLICT}.
     */
    record PutOverride(OperatorOverride override) implements Change {
        @Override
        public InstanceKey key() {
            return override.key();
        }
    }

    /** Takes an operator's word back; {@code version} must be the stored one. */
    record RemoveOverride(InstanceKey key, long version) implements Change {}

    /** What an observer saw; replaces what the same observer said before. */
    record Observe(Observation observation) implements Change {
        @Override
        public InstanceKey key() {
            return observation.key();
        }
    }

    /** The observer takes back what it said. */
    record Unobserve(InstanceKey key, String observer) implements Change {}
}
