package io.haplatform.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DirectoryFollowAllTest {

    private final ManualTime time = new ManualTime();
    private final InMemoryRegistry registry = new InMemoryRegistry(time, LeasePolicy.DEFAULT, new Random(1));
    private final Directory directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, new Random(2));
    private final List<RegistryEvent> events = new ArrayList<>();

    @Test
    void hearsOfTheFirstInstanceOfANewService() {
        directory.onEvent(events::add);
        directory.followAll();
        directory.start();
        pass();

        register("orders", "a");

        assertThat(events).hasSize(1);
        assertThat(events.get(0)).isInstanceOf(RegistryEvent.ServiceRegistered.class);
        assertThat(events.get(0).key()).isEqualTo(new InstanceKey("orders", "a"));
        assertThat(directory.view("orders").instances()).hasSize(1);
    }

    @Test
    void hearsOfItAlsoWhenSomebodyAskedForTheServiceBefore() {
        directory.onEvent(events::add);
        directory.followAll();
        directory.start();
        pass();

        // the book is open and not read yet when the instance comes
        assertThat(directory.view("orders").known()).isFalse();
        register("orders", "a");

        assertThat(events).hasSize(1);
        assertThat(events.get(0)).isInstanceOf(RegistryEvent.ServiceRegistered.class);
    }

    @Test
    void takesWhoWasThereBeforeItForNoNews() {
        register("orders", "a");
        directory.onEvent(events::add);
        directory.followAll();
        directory.start();
        pass();

        assertThat(directory.view("orders").instances()).hasSize(1);
        assertThat(events).isEmpty();
    }

    private void register(String service, String id) {
        Instant now = time.now();
        var unused = registry.register(
                List.of(Registration.up(new InstanceKey(service, id), "start-1", "10.0.0.7", 8080, now)));
        pass();
    }

    private void pass() {
        time.advance(Duration.ofMillis(100));
    }
}
