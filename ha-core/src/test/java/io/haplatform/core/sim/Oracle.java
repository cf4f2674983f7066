package io.haplatform.core.sim;

import io.haplatform.core.balance.Algorithm;
import io.haplatform.core.balance.CallContext;
import io.haplatform.core.balance.Node;
import io.haplatform.core.balance.Picker;
import io.haplatform.core.balance.Settings;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Knows everything of every server, also what the other callers have given it to do: gives a call to whom it would be
 * answered by first if it were of the usual size. Nobody who must guess can be expected to do better.
 */
final class Oracle implements Algorithm {

    static final String NAME = "ORACLE";

    private final Function<String, Server> servers;
    private final long usualWork;

    Oracle(Function<String, Server> servers, long usualWork) {
        this.servers = servers;
        this.usualWork = usualWork;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
        Server[] known =
                nodes.stream().map(node -> servers.apply(node.key().id())).toArray(Server[]::new);
        return call -> soonest(nodes, known, settings.random(), call);
    }

    private @Nullable Node soonest(List<Node> nodes, Server[] known, RandomGenerator random, CallContext call) {
        long arrives = call.nowNanos() + Simulation.ONE_WAY;
        // not always the same one of those that are idle
        int first = random.nextInt(known.length);
        Node soonest = null;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < known.length; i++) {
            int index = (first + i) % known.length;
            long end = known[index].wouldEnd(arrives, usualWork);
            if (end < least && !call.hasTried(nodes.get(index))) {
                soonest = nodes.get(index);
                least = end;
            }
        }
        return soonest;
    }
}
