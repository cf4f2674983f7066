package io.haplatform.autoconfigure;

import io.haplatform.spring.lifecycle.Presence;
import io.haplatform.spring.web.Probes;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;

/**
 * Publishes readiness. Traffic refused counts at once; traffic accepted counts once the health that belongs to
 * readiness agrees. As in Spring Boot's own availability, the last word counts, whoever published it.
 */
final class ReadinessToPresence implements ApplicationListener<AvailabilityChangeEvent<?>> {

    private final Presence presence;
    private final @Nullable Probes probes;

    /** @param probes null where the application answers none: then its own word is enough */
    ReadinessToPresence(Presence presence, @Nullable Probes probes) {
        this.presence = presence;
        this.probes = probes;
        if (probes != null) {
            probes.addListener(presence::readiness);
        }
    }

    @Override
    public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
        if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
            presence.readiness(false, "refuses traffic");
        } else if (probes == null && event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
            presence.readiness(true, "");
        }
    }
}
