package io.haplatform.core.registry;

import io.haplatform.core.instance.Registration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Another registry in all but what a subclass does differently: a layer around it, that signs or measures, overrides
 * what it is about and calls {@code super} for the rest. It owns the other, and closes it.
 *
 * <p>As thread-safe as the other. Not for what answers by itself: that has nothing to forward to.
 */
public abstract class ForwardingRegistry implements Registry {

    private final Registry registry;

    /** @param registry what is not overridden goes there */
    protected ForwardingRegistry(Registry registry) {
        this.registry = registry;
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
        return registry.register(batch);
    }

    @Override
    public CompletionStage<Renewed> renew(Renewal renewal) {
        return registry.renew(renewal);
    }

    @Override
    public CompletionStage<Changed> change(Change change) {
        return registry.change(change);
    }

    @Override
    public CompletionStage<Swept> sweep() {
        return registry.sweep();
    }

    @Override
    public CompletionStage<Snapshot> snapshot(Set<String> services) {
        return registry.snapshot(services);
    }

    @Override
    public Subscription follow(Position from, Follower follower) {
        return registry.follow(from, follower);
    }

    @Override
    public void close() {
        registry.close();
    }
}
