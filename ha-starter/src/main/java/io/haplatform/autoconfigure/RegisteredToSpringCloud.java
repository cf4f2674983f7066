package io.haplatform.autoconfigure;

import io.haplatform.core.registry.Registrar;
import io.haplatform.core.registry.Subscription;
import io.haplatform.spring.discovery.EventRelay;
import io.haplatform.spring.lifecycle.Presence;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;

/** Publishes Spring Cloud's {@link InstanceRegisteredEvent} once the registry has this application. */
final class RegisteredToSpringCloud implements AutoCloseable {

    private final AtomicBoolean said = new AtomicBoolean();
    private final Subscription subscription;

    RegisteredToSpringCloud(
            Registrar registrar, Presence presence, HaInstanceProperties configuration, EventRelay relay) {
        this.subscription = registrar.onState(own -> {
            if (own.state() == Registrar.State.REGISTERED
                    && presence.isOwn(own.registration().key())
                    && said.compareAndSet(false, true)) {
                relay.publish(new InstanceRegisteredEvent<>(presence, configuration));
            }
        });
    }

    @Override
    public void close() {
        subscription.close();
    }
}
