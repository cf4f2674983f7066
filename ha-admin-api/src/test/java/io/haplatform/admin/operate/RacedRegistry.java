package io.haplatform.admin.operate;

import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.ForwardingRegistry;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.RegistryException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A registry at which something happens at the worst moment: just before a change. */
final class RacedRegistry extends ForwardingRegistry {

    /** Told the next change before it is passed on, and no other. */
    Consumer<Change> beforeChange = change -> {};

    /** Fails, and is not passed on. */
    Predicate<Change> refused = change -> false;

    RacedRegistry(Registry registry) {
        super(registry);
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
        return super.change(change);
    }
}
