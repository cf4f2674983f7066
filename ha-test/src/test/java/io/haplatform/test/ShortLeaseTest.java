package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.registry.LeasePolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fleet whose leases are shorter than the second that usually lies between two sweeps. */
class ShortLeaseTest {

    private static final Duration LEASE = Duration.ofSeconds(1);

    @ParameterizedTest(name = "beside {0} others")
    @ValueSource(ints = {1, 12})
    void whoDiesLeavesViewsWithinALeaseAndASecond(int others) {
        try (RegistryFixture fleet = new RegistryFixture(new LeasePolicy(Duration.ofMillis(300), LEASE), 1)) {
            SimulatedProcess caller = fleet.process("caller");
            caller.directory().follow(List.of("orders"));
            for (int i = 0; i < others; i++) {
                fleet.process("other-" + i)
                        .register(Registrations.of("orders", "n" + i)
                                .at("10.0.0." + i, 8080)
                                .build());
            }
            SimulatedProcess dying = fleet.process("dying")
                    .register(Registrations.of("orders", "dying").build());
            fleet.advance(Duration.ofSeconds(5));
            assertThat(caller.view("orders").instances()).hasSize(others + 1);

            dying.kill();
            fleet.advance(LEASE.plusMillis(1_100));

            assertThat(caller.view("orders").instances()).hasSize(others);
        }
    }
}
