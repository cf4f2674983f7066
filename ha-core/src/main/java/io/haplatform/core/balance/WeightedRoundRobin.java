package io.haplatform.core.balance;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Gives every node turns in proportion to its weight, spread evenly: weights {@code a=3, b=1} are served
 * {@code a a b a}.
 *
 * <p>Building lays out one full cycle, so a pick is one atomic increment and one array read. The turn begins at a
 * random place and goes on across rebuilds, as with {@link RoundRobin}; the cycle stays as well when neither nodes nor
 * weights have changed.
 */
final class WeightedRoundRobin implements Algorithm {

    @Override
    public String name() {
        return "WEIGHTED_ROUND_ROBIN";
    }

    @Override
    public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
        int[] weights = Shares.weights(nodes);
        if (previous instanceof WeightedPicker before) {
            return before.isOver(nodes, weights) ? before : new WeightedPicker(nodes, weights, before.turn);
        }
        return new WeightedPicker(
                nodes, weights, new AtomicInteger(settings.random().nextInt(1 << 16)));
    }

    static final class WeightedPicker implements Picker {

        private final List<Node> nodes;
        private final int[] weights;
        private final Node[] cycle;
        private final AtomicInteger turn;

        WeightedPicker(List<Node> nodes, int[] weights, AtomicInteger turn) {
            this.nodes = List.copyOf(nodes);
            this.weights = weights;
            this.cycle =
                    Arrays.stream(SmoothCycle.of(weights)).mapToObj(nodes::get).toArray(Node[]::new);
            this.turn = turn;
        }

        /** The very same nodes: one that has started anew is another. */
        boolean isOver(List<Node> others, int[] theirWeights) {
            return Arrays.equals(weights, theirWeights) && nodes.equals(others);
        }

        @Override
        public Node pick(CallContext call) {
            // unsigned: the counter wraps to negative values after 2^31 picks
            return cycle[Integer.remainderUnsigned(turn.getAndIncrement(), cycle.length)];
        }
    }
}
