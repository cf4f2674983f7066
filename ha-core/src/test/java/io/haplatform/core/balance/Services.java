package io.haplatform.core.balance;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.core.registry.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A source of instances that a test writes: {@code services.set("orders", "a", "b:0", "c:DRAINING")} lists three, one
 * of weight 0, one draining.
 */
public final class Services implements InstanceSource {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<String, ServiceView> views = new TreeMap<>();
    private final Map<String, List<Consumer<ServiceView>>> listeners = new TreeMap<>();
    private final Map<String, CompletableFuture<ServiceView>> lookups = new TreeMap<>();
    private long revision;

    /** Each is {@code id}, {@code id:weight} or {@code id:STATUS}, and {@code #incarnation} if it matters. */
    public void set(String service, String... instances) {
        set(
                service,
                Arrays.stream(instances).map(text -> instance(service, text)).toList());
    }

    public void set(String service, List<Instance> instances) {
        ServiceView view = tell(service, instances);
        CompletableFuture<ServiceView> lookup = lookups.remove(service);
        if (lookup != null) {
            lookup.complete(view);
        }
    }

    /** Only the listeners hear of it; a lookup that is under way does not. */
    public void tell(String service, String... instances) {
        tell(
                service,
                Arrays.stream(instances).map(text -> instance(service, text)).toList());
    }

    private ServiceView tell(String service, List<Instance> instances) {
        ServiceView view = new ServiceView(service, true, ++revision, instances);
        views.put(service, view);
        listeners.getOrDefault(service, List.of()).forEach(listener -> listener.accept(view));
        return view;
    }

    /** The registry does not answer the first lookup in time. */
    public void giveUp(String service) {
        CompletableFuture<ServiceView> lookup = lookups.remove(service);
        if (lookup != null) {
            lookup.complete(view(service));
        }
    }

    @Override
    public ServiceView view(String service) {
        return views.getOrDefault(service, new ServiceView(service, false, 0, List.of()));
    }

    @Override
    public CompletionStage<ServiceView> lookup(String service) {
        return lookups.computeIfAbsent(service, name -> new CompletableFuture<>());
    }

    @Override
    public Subscription onView(String service, Consumer<ServiceView> listener) {
        List<Consumer<ServiceView>> all = listeners.computeIfAbsent(service, name -> new ArrayList<>());
        all.add(listener);
        listener.accept(view(service));
        return () -> all.remove(listener);
    }

    /** How many listen to a service. */
    public int listeners(String service) {
        return listeners.getOrDefault(service, List.of()).size();
    }

    public static Instance instance(String service, String text) {
        String[] parts = text.split("#", 2);
        String[] what = parts[0].split(":", 2);
        String incarnation = parts.length == 1 ? "1" : parts[1];
        String property = what.length == 1 ? "100" : what[1];
        boolean weighted = Character.isDigit(property.charAt(0));
        Status status = weighted ? Status.UP : Status.valueOf(property);
        return instance(service, what[0], incarnation, weighted ? Integer.parseInt(property) : 100, status);
    }

    private static Instance instance(String service, String id, String incarnation, int weight, Status status) {
        Registration registration = new Registration(
                new InstanceKey(service, id),
                incarnation,
                "127.0.0.1",
                8080 + id.charAt(0),
                "http",
                0,
                weight,
                "",
                "",
                "",
                List.of(),
                Map.of(),
                status.ownersMay() ? status : Status.UP,
                "",
                THEN,
                THEN);
        return new Instance(registration, override(registration, status), List.of(), status, "");
    }

    private static @Nullable OperatorOverride override(Registration registration, Status status) {
        return status != Status.MAINTENANCE
                ? null
                : new OperatorOverride(registration.key(), 1, null, null, status, "ops", "", THEN, null, Map.of());
    }
}
