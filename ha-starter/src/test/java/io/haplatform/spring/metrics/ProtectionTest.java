package io.haplatform.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.spring.actuate.RegistrySection;
import io.haplatform.test.RegistryFixture;
import io.haplatform.test.SimulatedProcess;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Removals that are held back, as the meters and the endpoint tell of them. */
class ProtectionTest {

    private static final int FLEET = 5;

    @Test
    void isSaidWithItsCauseAndWhatEndsIt() {
        try (RegistryFixture fleet = new RegistryFixture()) {
            SimulatedProcess caller = fleet.process("caller");
            List<SimulatedProcess> orders = fleet.processes("orders", FLEET);
            caller.directory().follow(List.of("orders"));
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            try (RegistryMeters bound =
                    new RegistryMeters(caller.directory(), caller.registrar(), caller.time(), Tags.empty())) {
                bound.bindTo(meters);
                fleet.advance(LeasePolicy.DEFAULT.leaseDuration());
                assertThat(protection(meters)).isZero();

                orders.forEach(silent -> silent.registry().away("cut off"));
                fleet.advance(LeasePolicy.DEFAULT.leaseDuration().multipliedBy(2));

                assertThat(protection(meters)).isEqualTo(1);
                JsonNode hold = JsonMapper.shared()
                        .valueToTree(new RegistrySection(caller.registry(), "default", caller.directory()).read())
                        .path("protection");
                assertThat(hold.path("active").asBoolean()).isTrue();
                assertThat(hold.path("ended").asInt()).isEqualTo(FLEET);
                assertThat(hold.path("fleet").asInt()).isEqualTo(FLEET);
                assertThat(hold.path("cause").asString())
                        .isEqualTo("the leases of 5 of 5 instances have ended without a word, more than 3 at once: that"
                                + " looks like a broken network, not like death");
                assertThat(hold.path("release").asString())
                        .isEqualTo("they renew again, all but 3 of them for one lease, or refuse connections and go for"
                                + " it, or 5 instances renew as before");
            }
        }
    }

    private static double protection(SimpleMeterRegistry meters) {
        return meters.get(HaMeters.REGISTRY_PROTECTION.getName()).gauge().value();
    }
}
