package io.haplatform.autoconfigure;

import io.haplatform.spring.web.Drain;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;

/** Turns Spring Boot's own readiness off with a drain, and on again when the drain is taken back. */
final class DrainToReadiness implements Drain.Listener {

    private final ApplicationContext context;
    private final ApplicationAvailability availability;

    DrainToReadiness(ApplicationContext context, ApplicationAvailability availability) {
        this.context = context;
        this.availability = availability;
    }

    @Override
    public void onDrain(String reason) {
        publish(ReadinessState.REFUSING_TRAFFIC);
    }

    @Override
    public void onResume() {
        publish(ReadinessState.ACCEPTING_TRAFFIC);
    }

    private void publish(ReadinessState state) {
        if (availability.getReadinessState() != state) {
            AvailabilityChangeEvent.publish(context, state);
        }
    }
}
