package io.haplatform.core.sim;

import io.haplatform.core.balance.InstanceSource;
import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What the registry says of the servers; all callers hear of a change in the same moment. */
final class Roster implements InstanceSource {

    private final String service;
    private final Time time;
    private final Map<String, Registration> registrations = new TreeMap<>();
    private final List<Consumer<ServiceView>> listeners = new ArrayList<>();
    private ServiceView view;

    Roster(String service, Time time) {
        this.service = service;
        this.time = time;
        this.view = new ServiceView(service, true, 0, List.of());
    }

    /** @param incarnation of this start of the server */
    void up(String id, String incarnation) {
        registrations.put(
                id, Registration.up(new InstanceKey(service, id), incarnation, id + ".example", 8080, time.now()));
        tell();
    }

    void draining(String id) {
        registrations.computeIfPresent(
                id, (same, registration) -> registration.withStatus(Status.DRAINING, "restart", time.now()));
        tell();
    }

    void gone(String id) {
        registrations.remove(id);
        tell();
    }

    private void tell() {
        List<Instance> instances = registrations.values().stream()
                .map(registration -> Instance.of(registration, null, List.of(), time.now()))
                .toList();
        view = new ServiceView(service, true, view.revision() + 1, instances);
        listeners.forEach(listener -> listener.accept(view));
    }

    @Override
    public ServiceView view(String asked) {
        return view;
    }

    @Override
    public CompletionStage<ServiceView> lookup(String asked) {
        return CompletableFuture.completedStage(view);
    }

    @Override
    public Subscription onView(String asked, Consumer<ServiceView> listener) {
        listeners.add(listener);
        listener.accept(view);
        return () -> listeners.remove(listener);
    }
}
