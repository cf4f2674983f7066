package io.haplatform.core.balance;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives the call to any node, as likely as its weight says: with {@code a=3, b=1} three calls of four go to
 * {@code a}. Writes nothing that threads share.
 */
final class RandomChoice implements Algorithm {

    @Override
    public String name() {
        return "RANDOM";
    }

    @Override
    public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
        Node[] all = nodes.toArray(Node[]::new);
        AliasTable table = new AliasTable(Shares.weights(nodes));
        RandomGenerator random = settings.random();
        return call -> all[table.draw(random.nextLong())];
    }
}
