package io.haplatform.core.registry;

/** Ends what was subscribed. Idempotent; a delivery under way may still finish. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

    @Override
    void close();
}
