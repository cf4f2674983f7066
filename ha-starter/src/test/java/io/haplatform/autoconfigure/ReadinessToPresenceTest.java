package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.RefusalProbe;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.time.ManualTime;
import io.haplatform.spring.lifecycle.InstanceProfile;
import io.haplatform.spring.lifecycle.Presence;
import io.haplatform.spring.support.RunningApplication;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

class ReadinessToPresenceTest {

    private final ManualTime time = new ManualTime();
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    private final InMemoryRegistry registry = new InMemoryRegistry(time, LeasePolicy.DEFAULT, random);
    private final Presence presence = new Presence(
            new Registrar(
                    registry,
                    new Directory(registry, time, DirectoryPolicy.DEFAULT),
                    LeasePolicy.DEFAULT,
                    time,
                    random,
                    "process",
                    RefusalProbe.NONE),
            new InstanceProfile("orders", null, "127.0.0.1", 100, "", "", "", List.of(), Map.of()),
            () -> new InstanceProfile.Endpoint(8080, 0, "http"),
            () -> "incarnation",
            time);
    private final GenericApplicationContext own = new GenericApplicationContext();
    private final ReadinessToPresence listener = new ReadinessToPresence(presence, null);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    @Test
    void theLastWordCountsWhoeverSaidIt() {
        hear(own, ReadinessState.ACCEPTING_TRAFFIC);
        assertThat(status()).isEqualTo(Status.UP);

        hear(new GenericApplicationContext(own), ReadinessState.REFUSING_TRAFFIC);
        assertThat(status()).isEqualTo(Status.DOWN);

        hear(own, ReadinessState.ACCEPTING_TRAFFIC);
        assertThat(status()).isEqualTo(Status.UP);

        hear(this, ReadinessState.REFUSING_TRAFFIC);
        assertThat(status()).isEqualTo(Status.DOWN);
    }

    @Test
    void theWordOfAChildContextCountsForTheRegistryAsItDoesForTheProbes() {
        try (RunningApplication application = RunningApplication.start(
                        WebApplicationType.SERVLET,
                        App.class,
                        // no look at health comes by itself
                        "ha.health.endpoints.refresh-interval=1h",
                        "ha.health.endpoints.stale-after=2h");
                GenericApplicationContext child = new GenericApplicationContext(application.context())) {
            child.refresh();
            application.awaitRegistered("orders", Status.UP);

            AvailabilityChangeEvent.publish(child, ReadinessState.REFUSING_TRAFFIC);
            assertThat(application.get("/health/ready").statusCode()).isEqualTo(503);
            application.awaitRegistered("orders", Status.DOWN);
        }
    }

    private void hear(Object source, ReadinessState state) {
        listener.onApplicationEvent(new AvailabilityChangeEvent<>(source, state));
        time.advance(Duration.ofSeconds(1));
    }

    private Status status() {
        return Objects.requireNonNull(presence.registration()).status();
    }
}
