package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.time.ManualTime;
import io.haplatform.spring.lifecycle.InstanceProfile;
import io.haplatform.spring.lifecycle.Presence;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
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
                    "process"),
            new InstanceProfile("orders", null, "127.0.0.1", 100, "", "", "", List.of(), Map.of()),
            () -> new InstanceProfile.Endpoint(8080, 0, "http"),
            () -> "incarnation",
            time);
    private final GenericApplicationContext own = new GenericApplicationContext();
    private final ReadinessToPresence listener = new ReadinessToPresence(own, presence, null);

    @Test
    void aChildContextDoesNotSpeakForTheApplication() {
        hear(own, ReadinessState.ACCEPTING_TRAFFIC);
        assertThat(status()).isEqualTo(Status.UP);

        hear(new GenericApplicationContext(own), ReadinessState.REFUSING_TRAFFIC);
        assertThat(status()).isEqualTo(Status.UP);

        hear(own, ReadinessState.REFUSING_TRAFFIC);
        assertThat(status()).isEqualTo(Status.DOWN);
    }

    @Test
    void whatABeanSaysIsTheApplicationsWord() {
        hear(own, ReadinessState.ACCEPTING_TRAFFIC);
        hear(this, ReadinessState.REFUSING_TRAFFIC);

        assertThat(status()).isEqualTo(Status.DOWN);
    }

    private void hear(Object source, ReadinessState state) {
        listener.onApplicationEvent(new AvailabilityChangeEvent<>(source, state));
        time.advance(Duration.ofSeconds(1));
    }

    private Status status() {
        return Objects.requireNonNull(presence.registration()).status();
    }
}
