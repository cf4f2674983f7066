package io.haplatform.core.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the call to the node with the fewest attempts of this process in flight for its weight: of {@code a} with two
 * and {@code b} with one it is {@code b}; where {@code a} has three times the weight, {@code a}.
 *
 * <p>Chance counts less than one attempt: among the equally busy it decides, and there the heavier is the likelier. With
 * a plain {@code (n + 1) / weight} a service with little traffic would never call the lighter ones.
 */
final class LeastConnections implements Algorithm {

    @Override
    public String name() {
        return "LEAST_CONNECTIONS";
    }

    @Override
    public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
        return new LowestScore(nodes, settings.random()) {
            @Override
            float score(Node node, float each, float next, long nowNanos, float chance) {
                return node.inFlight() * each + chance * next;
            }
        };
    }
}
