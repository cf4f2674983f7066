package io.haplatform.core.registry;

import io.haplatform.core.instance.Registration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The shared book of who is there, and its log. Control plane only: no call of an application ever waits for it.
 *
 * <p>Every method returns at once. A stage completes on a thread of the registry; do not block in what hangs on it. It
 * completes exceptionally with {@link RegistryException} when the store cannot be reached in time or refuses: then the
 * effect is unknown, and the call, being idempotent, may be repeated. All deadlines are the store's own time. Methods
 * may be called from any thread.
 *
 * <p>{@link InMemoryRegistry} is the model: whatever it does, every other implementation does too (contract suite in
 * {@code ha-test}).
 */
public interface Registry extends AutoCloseable {

    /** What kind of store, for people: {@code redis}, {@code memory}. */
    String type();

    /** What an operator should change about the store, a sentence with its remedy each; empty when nothing is known. */
    default List<String> warnings() {
        return List.of();
    }

    /**
     * Registers or re-registers instances and starts their leases; one log entry for the whole batch, none if nothing
     * changed. This is also how an owner changes what it says of itself. The same id from the same address takes over at once; from another address it is
     * {@linkplain Registered.Held refused} until the holder's lease ends. One refused item does not touch the others.
     *
     * @return one result per registration, in order
     */
    CompletionStage<List<Registered>> register(List<Registration> batch);

    /**
     * Renews leases and tells the process where the log stands. Writes nothing to the log, unless it releases an instance
     * from what {@link #sweep} concluded. A process that says what it has applied counts as a watcher until it has been
     * silent for a lease.
     */
    CompletionStage<Renewed> renew(Renewal renewal);

    /** Changes something else than a registration: at most one log entry, none if nothing changed. */
    CompletionStage<Changed> change(Change change);

    /**
     * Removes instances whose lease has ended; any process may call it at any time, and each removal happens once. When
     * all leases of a service have ended, silence alone proves nothing: its instances stay, each with an observation
     * ({@link io.haplatform.core.instance.Observation.Evidence#LAPSED}) that ends with its next renewal or
     * registration. The first that speaks again gives the others of its service one lease to follow. And when nobody has
     * swept for half a lease, or for three sweeps where that is longer, the store itself may have been away: for one lease
     * from then on, the longest that sweepers have, nothing is removed and nobody is suspected. One call removes a few
     * hundred instances at most; the next goes on.
     */
    CompletionStage<Swept> sweep();

    /**
     * Everything there is to know of some services, at one place in the log; observations that have expired by then are
     * left out.
     *
     * @param services whose records are wanted; names that do not exist are answered with no records
     */
    CompletionStage<Snapshot> snapshot(Set<String> services);

    /**
     * Follows the log.
     *
     * @param from a position that this registry object gave out; any other leads to {@link Follower#onGap}
     */
    Subscription follow(Position from, Follower follower);

    /** Gives up connections and threads; registrations stay, and expire. */
    @Override
    void close();
}
