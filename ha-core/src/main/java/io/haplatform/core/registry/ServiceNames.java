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
    private final Set<String> lost = new HashSet<>();
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
     * @param historyLost the store has lost what it knew: what is missing stays, for {@link #dropLost} to end
     */
    void load(Set<String> present, boolean historyLost) {
        stale = false;
        if (historyLost) {
            lost.addAll(names);
        }
        lost.removeAll(present);
        changed |= names.removeIf(service -> !present.contains(service) && !lost.contains(service));
        changed |= names.addAll(present);
    }

    /** How many are here that a store has lost, and nobody has said again. */
    int lost() {
        return lost.size();
    }

    /** Nobody has said again what a lost store once knew: it goes. */
    void dropLost() {
        changed |= names.removeAll(lost);
        lost.clear();
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
        lost.remove(service);
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
