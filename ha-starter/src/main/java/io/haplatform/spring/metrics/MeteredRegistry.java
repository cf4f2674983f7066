package io.haplatform.spring.metrics;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.ForwardingRegistry;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.Renewed;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.registry.Swept;
import io.haplatform.core.time.Ticker;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A registry whose requests are timed and counted. */
public final class MeteredRegistry extends ForwardingRegistry {

    private final Ticker ticker;
    private final RequestMeters meters;

    public MeteredRegistry(Registry registry, Ticker ticker, RequestMeters meters) {
        super(registry);
        this.ticker = ticker;
        this.meters = meters;
    }

    @Override
    public CompletionStage<List<Registered>> register(List<Registration> batch) {
        return timed("register", () -> super.register(batch));
    }

    @Override
    public CompletionStage<Renewed> renew(Renewal renewal) {
        return timed("renew", () -> super.renew(renewal));
    }

    @Override
    public CompletionStage<Changed> change(Change change) {
        return timed("change", () -> super.change(change));
    }

    @Override
    public CompletionStage<Swept> sweep() {
        return timed("sweep", super::sweep);
    }

    @Override
    public CompletionStage<Snapshot> snapshot(Set<String> services) {
        return timed("snapshot", () -> super.snapshot(services));
    }

    private <T> CompletionStage<T> timed(String operation, Supplier<CompletionStage<T>> request) {
        long from = ticker.nanos();
        return request.get()
                .whenComplete((reply, failure) -> meters.count(operation, failure != null, ticker.nanos() - from));
    }
}
