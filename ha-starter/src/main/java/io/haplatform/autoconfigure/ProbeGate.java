package io.haplatform.autoconfigure;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Directory;
import io.haplatform.spring.lifecycle.Presence;
import io.haplatform.spring.web.Probes;
import io.haplatform.spring.web.RequestGate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;

/** What speaks against readiness and liveness without asking anybody: all of it is in this process's memory. */
final class ProbeGate implements Probes.Gate {

    private final ApplicationAvailability availability;
    private final @Nullable RequestGate requests;
    private final @Nullable Presence presence;
    private final @Nullable Directory directory;

    ProbeGate(
            ApplicationAvailability availability,
            @Nullable RequestGate requests,
            @Nullable Presence presence,
            @Nullable Directory directory) {
        this.availability = availability;
        this.requests = requests;
        this.presence = presence;
        this.directory = directory;
    }

    @Override
    public @Nullable String notReady() {
        if (requests != null && requests.state() != RequestGate.State.OPEN) {
            return "draining";
        }
        if (availability.getReadinessState() != ReadinessState.ACCEPTING_TRAFFIC) {
            return "starting, or refusing traffic";
        }
        return imposed();
    }

    @Override
    public boolean isBroken() {
        return availability.getLivenessState() == LivenessState.BROKEN;
    }

    /** An operator's word about this instance, as every caller sees it too. */
    private @Nullable String imposed() {
        Registration own = presence == null ? null : presence.registration();
        if (own == null || directory == null) {
            return null;
        }
        Instance seen = directory.view(own.key().service()).instance(own.key());
        if (seen == null || (seen.status() != Status.MAINTENANCE && seen.status() != Status.DRAINING)) {
            return null;
        }
        return seen.status() + " " + seen.reason();
    }
}
