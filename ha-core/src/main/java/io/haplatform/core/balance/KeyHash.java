package io.haplatform.core.balance;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends all calls of one key to one node, and few keys elsewhere when nodes come and go: one algorithm for each kind of
 * key. All callers agree on whose a key is.
 *
 * <p>The table is kept as long as nodes and weights stay the same.
 */
final class KeyHash implements Algorithm {

    private final String name;
    private final Function<HashPolicy, HashKey> key;
    private final WeightedRoundRobin keyless = new WeightedRoundRobin();

    private KeyHash(String name, Function<HashPolicy, HashKey> key) {
        this.name = name;
        this.key = key;
    }

    /** By the address that the inbound request came from. */
    static KeyHash ip() {
        return new KeyHash("IP_HASH", policy -> HashKey.source(policy.network()));
    }

    /** By the path of the call. */
    static KeyHash url() {
        return new KeyHash("URL_HASH", policy -> HashKey.url(policy.query()));
    }

    /** By what the settings name. */
    static KeyHash consistent() {
        return new KeyHash(
                "CONSISTENT_HASH",
                policy ->
                        policy.key().equals("source") ? HashKey.source(policy.network()) : HashKey.value(policy.key()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
        HashPolicy policy = settings.policy().hash();
        List<Node> sorted =
                nodes.stream().sorted(Comparator.comparing(Node::key)).toList();
        int[] weights = Shares.weights(sorted);
        HashPicker before = previous instanceof HashPicker picker ? picker : null;
        return new HashPicker(
                before != null && before.table().isOf(sorted, weights)
                        ? before.table()
                        : MaglevTable.of(sorted, weights),
                sorted,
                new LoadBound(sorted.toArray(Node[]::new), weights, policy.loadFactor()),
                key.apply(policy),
                keyless.build(sorted, settings, before == null ? null : before.keyless()));
    }
}
