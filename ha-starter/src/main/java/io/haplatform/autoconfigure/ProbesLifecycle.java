package io.haplatform.autoconfigure;

import io.haplatform.spring.web.Probes;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Has the probes look once everything they may ask is there, before the server starts and until long after it stops;
 * and again at once when the application says something new of itself. A context that is paused still serves, and is
 * still probed.
 */
final class ProbesLifecycle implements SmartLifecycle, ApplicationListener<AvailabilityChangeEvent<?>> {

    private final Probes probes;
    private volatile boolean running;

    ProbesLifecycle(Probes probes) {
        this.probes = probes;
    }

    @Override
    public void start() {
        running = true;
        probes.start();
    }

    @Override
    public void stop() {
        running = false;
        probes.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
        // as late as Spring Boot's own listener, which was made before this one and so has noted the event already
        probes.refresh();
    }

    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
