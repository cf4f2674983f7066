package io.haplatform.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RegistrarTest {

    private final ManualTime time = new ManualTime();
    private final InMemoryRegistry registry = new InMemoryRegistry(time, LeasePolicy.DEFAULT, new SplittableRandom(1));

    private static Registration orders(String id, int port, String incarnation) {
        return new Registration(
                new InstanceKey("orders", id),
                incarnation,
                "10.0.0.1",
                port,
                "http",
                0,
                100,
                "",
                "",
                "",
                List.of(),
                Map.of(),
                Status.UP,
                "",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    @Test
    void whatOneProcessRegistersAnotherSees() {
        Directory directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, new SplittableRandom(2));
        Registrar registrar =
                new Registrar(registry, directory, LeasePolicy.DEFAULT, time, new SplittableRandom(3), "process-1");
        directory.start();
        registrar.start();
        directory.follow(List.of("orders"));
        time.run();
        assertThat(directory.view("orders").known()).isTrue();

        registrar.register(orders("a", 8080, "i1"));
        time.run();
        assertThat(directory.view("orders").instances()).hasSize(1);
        time.advance(Duration.ofMinutes(2));
        assertThat(directory.view("orders").instances())
                .extracting(i -> i.status())
                .containsExactly(Status.UP);
        assertThat(registrar.own()).extracting(Registrar.Own::state).containsExactly(Registrar.State.REGISTERED);

        registrar.deregister(new InstanceKey("orders", "a"));
        time.run();
        assertThat(directory.view("orders").instances()).isEmpty();
        assertThat(directory.services()).isEmpty();
    }
}
