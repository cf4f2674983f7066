package io.haplatform.core.registry;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The names of all services of the namespace, of those that nobody here follows too.
 *
 * <p>Not thread-safe.
 */
final class ServiceNames {

    private final Set<String> names = new TreeSet<>();
    private final Consumer<Set<String>> published;
    private boolean changed;

    /** @param published told of each new set, an immutable one */
    ServiceNames(Consumer<Set<String>> published) {
        this.published = published;
    }

    void replace(Set<String> present) {
        changed |= names.retainAll(present);
        changed |= names.addAll(present);
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
}
