package io.haplatform.admin.operate;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Follower;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.Renewed;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.registry.Swept;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A registry at which something happens at the worst moment: just before a change. */
final class RacedRegistry implements Registry {

    private final Registry registry;

    /** Told the next change before it is passed on, and no other. */
    Consumer<Change> beforeChange = change -> {};

    /** Fails, and is not passed on. */
    Predicate<Change> refused = change -> false;

    RacedRegistry(Registry registry) {
        this.registry = registry;
    }

    @Override
    public String type() {
        return registry.type();
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
        Consumer<Change> first = beforeChange;
        beforeChange = next -> {};
        first.accept(change);
        if (refused.test(change)) {
            return CompletableFuture.failedFuture(
                    new RegistryException("no right to touch " + change.key().id()));
        }
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
