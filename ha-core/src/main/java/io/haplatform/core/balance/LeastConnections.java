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
        float[] perAttempt = perAttempt(nodes);
        return new LowestScore(nodes, settings.random()) {
            @Override
            float score(Node node, int index, long nowNanos, float chance) {
                return (node.inFlight() + chance) * perAttempt[index];
            }
        };
    }

    /** What an attempt in flight weighs at each node: 1 on the average, less at a heavier one. */
    static float[] perAttempt(List<Node> nodes) {
        double mean = nodes.stream().mapToInt(Node::weight).average().orElse(1);
        float[] perAttempt = new float[nodes.size()];
        for (int i = 0; i < perAttempt.length; i++) {
            perAttempt[i] = (float) (mean / Math.max(1, nodes.get(i).weight()));
        }
        return perAttempt;
    }
}
