package io.haplatform.spring.support;

import io.haplatform.core.balance.Algorithm;
import io.haplatform.core.balance.Node;
import io.haplatform.core.balance.Picker;
import io.haplatform.core.balance.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the first that has not been tried. */
public final class InOrder implements Algorithm {

    @Override
    public String name() {
        return "IN_ORDER";
    }

    @Override
    public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
        return call -> {
            for (Node node : nodes) {
                if (!call.hasTried(node)) {
                    return node;
                }
            }
            return nodes.get(0);
        };
    }
}
