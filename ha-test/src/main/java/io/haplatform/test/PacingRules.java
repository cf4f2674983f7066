package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Renewed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Chapter of {@link RegistryContract}: how a large fleet is asked to renew less often. */
abstract class PacingRules extends RegistryRules {

    PacingRules(Supplier<SharedStore> opener) {
        super(opener);
    }

    @Test
    void paceAndLeaseStretchWithALargeFleet() {
        int fleet = LeasePolicy.STRETCH_ABOVE + LeasePolicy.STRETCH_ABOVE / 2;
        for (int i = 0; i < fleet; i += 500) {
            List<Registration> batch = new ArrayList<>();
            for (int j = i; j < i + 500; j++) {
                batch.add(Registrations.of("fleet-" + i, "n" + j).build());
            }
            register(batch);
        }

        Renewed reply = renew();

        assertThat(reply.renewInterval())
                .isEqualTo(store.policy().renewInterval().multipliedBy(3).dividedBy(2));
        assertThat(reply.leaseDuration()).isEqualTo(lease().multipliedBy(3).dividedBy(2));
    }
}
