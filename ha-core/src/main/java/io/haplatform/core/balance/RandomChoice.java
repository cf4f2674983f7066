package io.haplatform.core.balance;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives the call to any node, each equally likely. Weights do not count here, except that 0 takes no part. Writes
 * nothing that threads share.
 */
final class RandomChoice implements Algorithm {

    @Override
    public String name() {
        return "RANDOM";
    }

    @Override
    public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
        Node[] all = nodes.toArray(Node[]::new);
        RandomGenerator random = settings.random();
        return call -> all[random.nextInt(all.length)];
    }
}
