package io.haplatform.autoconfigure;

import io.haplatform.spring.web.HealthSource;
import io.haplatform.spring.web.Probe;
import io.haplatform.spring.web.ProbeAnswer;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;

/** Health by the application's own word alone. */
final class AvailabilityHealth implements HealthSource {

    private final ApplicationAvailability availability;

    AvailabilityHealth(ApplicationAvailability availability) {
        this.availability = availability;
    }

    @Override
    public ProbeAnswer answer(Probe probe) {
        if (availability.getLivenessState() == LivenessState.BROKEN) {
            return ProbeAnswer.of(503, "DOWN");
        }
        if (probe != Probe.LIVE && availability.getReadinessState() != ReadinessState.ACCEPTING_TRAFFIC) {
            return ProbeAnswer.of(503, "OUT_OF_SERVICE");
        }
        return ProbeAnswer.of(200, "UP");
    }
}
