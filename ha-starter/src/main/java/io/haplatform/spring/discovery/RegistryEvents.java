package io.haplatform.spring.discovery;

import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.RegistryEvent;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;

/**
 * Tells the application of what happens in the registry: every {@link RegistryEvent} as it is, and, a moment after one
 * or several of them, one {@link HeartbeatEvent} of Spring Cloud, which makes gateways and others look again.
 */
public final class RegistryEvents implements AutoCloseable {

    private static final Duration COALESCE = Duration.ofMillis(50);

    private final Object source;
    private final EventRelay relay;
    private final SerialExecutor serial;
    private final Subscription subscription;
    private boolean pending;
    private long beats;

    /** @param source of Spring Cloud's event */
    public RegistryEvents(Directory directory, EventRelay relay, Time time, Object source) {
        this.source = source;
        this.relay = relay;
        this.serial = time.serial("Spring Cloud's heartbeat");
        this.subscription = directory.onEvent(this::onEvent);
    }

    @Override
    public void close() {
        subscription.close();
    }

    private void onEvent(RegistryEvent event) {
        relay.publish(event);
        serial.execute(() -> {
            if (!pending) {
                pending = true;
                var unused = serial.schedule(COALESCE, this::beat);
            }
        });
    }

    private void beat() {
        pending = false;
        relay.publish(new HeartbeatEvent(source, ++beats));
    }
}
