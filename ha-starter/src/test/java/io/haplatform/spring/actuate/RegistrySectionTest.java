package io.haplatform.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.test.RegistryFixture;
import io.haplatform.test.SimulatedProcess;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the endpoint tells of the registry. */
class RegistrySectionTest {

    private static final int FLEET = 5;

    @Test
    void saysWhoIsKeptThoughTheStoreHasLostThem() {
        try (RegistryFixture fleet = new RegistryFixture()) {
            SimulatedProcess caller = fleet.process("caller");
            List<SimulatedProcess> orders = fleet.processes("orders", FLEET);
            caller.directory().follow(List.of("orders"));
            fleet.advance(LeasePolicy.DEFAULT.leaseDuration());
            assertThat(kept(caller)).isEmpty();

            orders.forEach(silent -> silent.registry().away("cut off"));
            fleet.loseEverything();
            fleet.advance(LeasePolicy.DEFAULT.leaseDuration().multipliedBy(3));

            assertThat(caller.view("orders").instances()).hasSize(FLEET);
            assertThat(kept(caller)).startsWith("5 of 5 instances have not registered again");

            orders.forEach(back -> back.registry().back());
            fleet.advance(LeasePolicy.DEFAULT.leaseDuration().multipliedBy(2));
            assertThat(kept(caller)).isEmpty();
        }
    }

    private static String kept(SimulatedProcess process) {
        return JsonMapper.shared()
                .valueToTree(new RegistrySection(process.registry(), "default", process.directory()).read())
                .path("kept")
                .asString();
    }
}
