package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import java.time.Instant;

/** A registration in memory, and how long it is believed without another word. */
record Holding(Registration registration, String digest, Instant leaseEnd) {

    InstanceKey key() {
        return registration.key();
    }

    Holding until(Instant end) {
        return new Holding(registration, digest, end);
    }
}
