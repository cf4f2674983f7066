package io.haplatform.benchmarks.system;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.registry.ServiceView;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What every published list has to say: who lives, and what operators imposed on them. A list that says less counts,
 * however soon the next one mends it. Nobody else is in these lists. Thread-safe.
 */
final class Expected {

    private final Map<String, Set<InstanceKey>> living = new ConcurrentHashMap<>();
    private final Map<String, Map<InstanceKey, OperatorOverride>> imposed = new ConcurrentHashMap<>();
    private final Set<InstanceKey> removed = ConcurrentHashMap.newKeySet();
    private final Set<InstanceKey> lifted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger empty = new AtomicInteger();
    private volatile boolean counting;

    void living(InstanceKey key) {
        living.computeIfAbsent(key.service(), service -> ConcurrentHashMap.newKeySet())
                .add(key);
    }

    /** In the place of what was imposed on the same instance before. */
    void imposed(OperatorOverride override) {
        imposed.computeIfAbsent(override.key().service(), service -> new ConcurrentHashMap<>())
                .put(override.key(), override);
    }

    /** Off while there is news that not everybody can have yet. */
    void count(boolean on) {
        counting = on;
    }

    /** Counts what is missing in it. */
    void look(ServiceView view) {
        if (!counting || isSaidBy(view)) {
            return;
        }
        if (view.instances().isEmpty()) {
            empty.incrementAndGet();
        }
        for (InstanceKey key : livingOf(view.service())) {
            if (view.instance(key) == null) {
                removed.add(key);
            }
        }
        imposedOn(view.service()).forEach((key, word) -> {
            Instance instance = view.instance(key);
            if (instance != null && !isSame(word, instance.override())) {
                lifted.add(key);
            }
        });
    }

    boolean isSaidBy(ServiceView view) {
        Map<InstanceKey, OperatorOverride> words = imposedOn(view.service());
        return view.instances().size() >= livingOf(view.service()).size()
                && view.instances().stream()
                                .filter(each ->
                                        each.override() != null && isSame(words.get(each.key()), each.override()))
                                .count()
                        == words.size();
    }

    /** How much of what operators imposed is not among what the registry stores. */
    long unstored(Set<OperatorOverride> stored) {
        return imposed.values().stream()
                .flatMap(words -> words.values().stream())
                .filter(word -> stored.stream().noneMatch(each -> each.key().equals(word.key()) && isSame(word, each)))
                .count();
    }

    /** Another version may say the same: what a store has lost is written as a new one. */
    private static boolean isSame(@Nullable OperatorOverride word, @Nullable OperatorOverride other) {
        return word != null
                && other != null
                && word.status() == other.status()
                && Objects.equals(word.weight(), other.weight());
    }

    private Set<InstanceKey> livingOf(String service) {
        return living.getOrDefault(service, Set.of());
    }

    private Map<InstanceKey, OperatorOverride> imposedOn(String service) {
        return imposed.getOrDefault(service, Map.of());
    }

    Set<String> services() {
        return Set.copyOf(living.keySet());
    }

    int instances() {
        return living.values().stream().mapToInt(Set::size).sum();
    }

    /** Living ones that some list did not have. */
    int removed() {
        return removed.size();
    }

    /** Lists without anybody. */
    int empty() {
        return empty.get();
    }

    /** Instances that some list had without what was imposed on them. */
    int lifted() {
        return lifted.size();
    }
}
