package io.haplatform.core.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What could not be read in the store, over the several snapshots in which services are asked for: what one of them
 * complains of holds until all that it was asked for have been read anew.
 *
 * <p>Not thread-safe.
 */
final class Rejected {

    /** Stands for a snapshot that was asked for no service; no service has this name. */
    private static final String NAMES_ALONE = "";

    private final Map<String, List<String>> words = new LinkedHashMap<>();

    void load(Set<String> asked, List<String> complaints) {
        // any snapshot complains of the names
        words.remove(NAMES_ALONE);
        if (asked.isEmpty()) {
            words.put(NAMES_ALONE, complaints);
        }
        asked.forEach(service -> words.put(service, complaints));
    }

    /** Each once. */
    List<String> all() {
        return words.values().stream()
                .distinct()
                .flatMap(List::stream)
                .distinct()
                .toList();
    }
}
