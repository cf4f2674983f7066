package io.haplatform.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Registry;
import io.haplatform.test.Registrations;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;

/** Puts instances into the admin's registry, and waits until the admin has seen them. */
public final class Registered {

    private final Registry registry;
    private final Directory directory;

    Registered(Registry registry, Directory directory) {
        this.registry = registry;
        this.directory = directory;
    }

    public void register(Registrations... instances) {
        Registration[] all = Arrays.stream(instances).map(Registrations::build).toArray(Registration[]::new);
        done(registry.register(Arrays.asList(all)));
        for (Registration registration : all) {
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(
                            directory.view(registration.key().service()).instance(registration.key()))
                    .isNotNull()
                    .returns(registration, instance -> instance.registration()));
        }
    }

    public void change(Change change) {
        assertThat(done(registry.change(change)).result()).isEqualTo(Changed.Result.APPLIED);
    }

    public void deregister(String service, String id) {
        InstanceKey key = new InstanceKey(service, id);
        change(new Change.Deregister(key, "first"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(directory.view(service).instance(key)).isNull());
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
