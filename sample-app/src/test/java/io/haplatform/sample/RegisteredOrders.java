package io.haplatform.sample;

import io.haplatform.core.balance.Balancers;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Registry;
import io.haplatform.test.Registrations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Instances of orders that a test registers, listed by the storefront's balancer when the call returns. */
final class RegisteredOrders {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Registry registry;
    private final Balancers balancers;
    private final Map<InstanceKey, String> incarnations = new LinkedHashMap<>();

    RegisteredOrders(Registry registry, Balancers balancers) {
        this.registry = registry;
        this.balancers = balancers;
    }

    void register(String id, int port) throws Exception {
        Registration registration = Registrations.of("orders", id)
                .incarnation("incarnation-" + port + "-" + System.nanoTime())
                .at("127.0.0.1", port)
                .build();
        registry.register(List.of(registration)).toCompletableFuture().get(5, TimeUnit.SECONDS);
        incarnations.put(registration.key(), registration.incarnation());
        await(incarnations.size());
    }

    void deregister() throws Exception {
        for (Map.Entry<InstanceKey, String> one : incarnations.entrySet()) {
            registry.change(new Change.Deregister(one.getKey(), one.getValue()))
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
        }
        incarnations.clear();
        await(0);
    }

    private void await(int instances) {
        Awaitility.await(instances + " instances listed")
                .atMost(PATIENCE)
                .until(() -> balancers.of("orders").nodes().size() == instances);
    }
}
