package io.haplatform.core.balance;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Gives every node its turn, one after the other: {@code a b c a b c}. Weights do not count here, except that 0 takes
 * no part.
 *
 * <p>The turn begins at a random place, so that many callers do not move in step, and goes on across rebuilds, so that
 * a change does not send everyone back to the first node.
 */
final class RoundRobin implements Algorithm {

    @Override
    public String name() {
        return "ROUND_ROBIN";
    }

    @Override
    public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
        AtomicInteger turn = previous instanceof RoundRobinPicker before
                ? before.turn
                : new AtomicInteger(settings.random().nextInt(1 << 16));
        return new RoundRobinPicker(nodes.toArray(Node[]::new), turn);
    }

    static final class RoundRobinPicker implements Picker {

        private final Node[] nodes;
        private final AtomicInteger turn;

        RoundRobinPicker(Node[] nodes, AtomicInteger turn) {
            this.nodes = nodes;
            this.turn = turn;
        }

        @Override
        public Node pick(CallContext call) {
            // unsigned: the counter wraps to negative values after 2^31 picks
            return nodes[Integer.remainderUnsigned(turn.getAndIncrement(), nodes.length)];
        }
    }
}
