package io.haplatform.autoconfigure;

import io.haplatform.spring.web.Drain;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;

/**
 * Turns Spring Boot's own readiness off with a drain, and back to what it was when the drain is taken back. An
 * application that had refused traffic by itself, or was still starting, is no more ready than before; and what it has
 * said of itself during the drain counts.
 */
final class DrainToReadiness implements Drain.Listener {

    private final ApplicationContext context;
    private final ApplicationAvailability availability;
    private volatile @Nullable Refused refused;

    /** @param before what was so when the drain began */
    private record Refused(AvailabilityChangeEvent<ReadinessState> said, ReadinessState before) {}

    DrainToReadiness(ApplicationContext context, ApplicationAvailability availability) {
        this.context = context;
        this.availability = availability;
    }

    @Override
    public void onDrain(String reason) {
        ReadinessState before = availability.getReadinessState();
        AvailabilityChangeEvent<ReadinessState> said =
                new AvailabilityChangeEvent<>(context, ReadinessState.REFUSING_TRAFFIC);
        refused = new Refused(said, before);
        context.publishEvent(said);
    }

    @Override
    public void onResume() {
        Refused ours = refused;
        ReadinessState now = availability.getReadinessState();
        if (ours != null && availability.getLastChangeEvent(ReadinessState.class) == ours.said()) {
            now = ours.before();
        }
        // said in any case: whoever publishes readiness waits for its word
        AvailabilityChangeEvent.publish(context, now);
    }
}
