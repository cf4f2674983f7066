package io.haplatform.core.registry;

import io.haplatform.core.instance.Mutation;
import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The names of all services of the namespace, of those that nobody here follows too. The log tells of new ones; that
 * one has lost its last instance, only a snapshot can say, and this asks for one.
 *
 * <p>For use on the directory's executor alone.
 */
final class ServiceNames {

    private final SerialExecutor serial;
    private final RandomGenerator random;
    private final Runnable ask;
    private final Consumer<Set<String>> published;
    private final Set<String> names = new TreeSet<>();
    private final Set<String> atStart = new HashSet<>();
    private boolean changed;
    private boolean stale;
    private @Nullable Cancellable refresh;

    /**
     * @param random spreads the questions of many processes
     * @param ask for a snapshot
     * @param published told of each new set, an immutable one
     */
    ServiceNames(SerialExecutor serial, RandomGenerator random, Runnable ask, Consumer<Set<String>> published) {
        this.serial = serial;
        this.random = random;
        this.ask = ask;
        this.published = published;
    }

    /** The first snapshot of a log that is followed from there. */
    void begin(Set<String> present) {
        atStart.addAll(present);
    }

    /** Whether the service was there before the log was followed: then its instances are no news. */
    boolean wereThereAtStart(String service) {
        return atStart.contains(service);
    }

    /** Whether a snapshot is wanted for the names alone. */
    boolean areStale() {
        return stale;
    }

    /**
     * Takes over those of a snapshot.
     *
     * @param grace how long names that a lost store knew stay, as instances do, until their owners have had time; null
     *     when nothing was lost
     */
    void load(Set<String> present, @Nullable Duration grace) {
        stale = false;
        if (grace != null) {
            present.forEach(service -> set(service, true));
            refreshAfter(grace);
        } else {
            changed |= names.retainAll(present);
            changed |= names.addAll(present);
        }
    }

    /** @param followed whether a book says more about the service than this one change */
    void apply(Mutation mutation, boolean followed) {
        if (mutation instanceof Mutation.Put) {
            set(mutation.key().service(), true);
        } else if (mutation instanceof Mutation.Removed && !followed) {
            // it may have been the last of its service, which only the store can tell
            refreshAfter(Duration.ofMillis(500 + random.nextLong(1_000)));
        }
    }

    void set(String service, boolean present) {
        changed |= present ? names.add(service) : names.remove(service);
    }

    Set<String> get() {
        return names;
    }

    void publish() {
        if (changed) {
            changed = false;
            published.accept(Set.copyOf(names));
        }
    }

    void close() {
        if (refresh != null) {
            refresh.cancel();
        }
    }

    private void refreshAfter(Duration wait) {
        if (refresh == null) {
            refresh = serial.schedule(wait, () -> {
                refresh = null;
                stale = true;
                ask.run();
            });
        }
    }
}
