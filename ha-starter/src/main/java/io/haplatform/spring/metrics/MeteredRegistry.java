package io.haplatform.spring.metrics;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Follower;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.Renewed;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.registry.Swept;
import io.haplatform.core.time.Ticker;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A registry whose requests are timed and counted. */
public final class MeteredRegistry implements Registry {

    private final Registry registry;
    private final Ticker ticker;
    private final RequestMeters meters;

    public MeteredRegistry(Registry registry, Ticker ticker, RequestMeters meters) {
        this.registry = registry;
        this.ticker = ticker;
        this.meters = meters;
    }

    @Override
    public String type() {
        return registry.type();
    }

    @Override
    public List<String> warnings() {
        return registry.warnings();
    }

    @Override
    public CompletionStage<List<Registered>> register(List<Registration> batch) {
        return timed("register", () -> registry.register(batch));
    }

    @Override
    public CompletionStage<Renewed> renew(Renewal renewal) {
        return timed("renew", () -> registry.renew(renewal));
    }

    @Override
    public CompletionStage<Changed> change(Change change) {
        return timed("change", () -> registry.change(change));
    }

    @Override
    public CompletionStage<Swept> sweep() {
        return timed("sweep", registry::sweep);
    }

    @Override
    public CompletionStage<Snapshot> snapshot(Set<String> services) {
        return timed("snapshot", () -> registry.snapshot(services));
    }

    @Override
    public Subscription follow(Position from, Follower follower) {
        return registry.follow(from, follower);
    }

    @Override
    public void close() {
        registry.close();
    }

    private <T> CompletionStage<T> timed(String operation, Supplier<CompletionStage<T>> request) {
        long from = ticker.nanos();
        return request.get()
                .whenComplete((reply, failure) -> meters.count(operation, failure != null, ticker.nanos() - from));
    }
}
