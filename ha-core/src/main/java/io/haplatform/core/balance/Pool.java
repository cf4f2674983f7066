package io.haplatform.core.balance;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The end of the pipeline: one algorithm over one set of nodes. An algorithm may name a node that has become unusable a
 * moment ago or that the call has tried; then it is asked up to three more times, and after that any of the nodes left
 * is drawn, each equally likely, so that no neighbour gets all the calls of the one that is out.
 */
final class Pool implements Picker {

    private static final int MORE_PICKS = 3;

    private final Picker algorithm;
    private final Node[] nodes;
    private final RandomGenerator random;

    Pool(Picker algorithm, List<Node> nodes, RandomGenerator random) {
        this.algorithm = algorithm;
        this.nodes = nodes.toArray(Node[]::new);
        this.random = random;
    }

    @Override
    public @Nullable Node pick(CallContext call) {
        Node node = algorithm.pick(call);
        if (node != null && !node.isUnusable() && !call.hasTried(node)) {
            return node;
        }
        return pickAgain(call);
    }

    private @Nullable Node pickAgain(CallContext call) {
        Node node = pickAgain(call, false);
        return node != null || !call.takesUnusable() ? node : pickAgain(call, true);
    }

    private @Nullable Node pickAgain(CallContext call, boolean takesUnusable) {
        for (int i = 0; i < MORE_PICKS; i++) {
            Node node = algorithm.pick(call);
            if (node != null && fits(node, call, takesUnusable)) {
                return node;
            }
        }
        Node drawn = null;
        int fitting = 0;
        for (Node node : nodes) {
            // the k-th that fits replaces the drawn one with probability 1/k: all are equally likely in the end
            if (fits(node, call, takesUnusable) && random.nextInt(++fitting) == 0) {
                drawn = node;
            }
        }
        return drawn;
    }

    private static boolean fits(Node node, CallContext call, boolean takesUnusable) {
        return (takesUnusable || !node.isUnusable()) && !call.hasTried(node);
    }
}
