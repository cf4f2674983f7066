package io.haplatform.core.balance;

import io.haplatform.core.balance.NoInstanceException.Removal;
import io.haplatform.core.instance.InstanceKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stages in their order, and the algorithm at the end. Compiling happens off the call path, one at a time per
 * service; what comes out is immutable.
 */
final class Pipeline {

    private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

    private static final Picker NOTHING = call -> null;

    private final List<Stage> stages;
    private final RandomGenerator random;
    private String said = "";

    Pipeline(List<Stage> stages, RandomGenerator random) {
        this.stages = List.copyOf(stages);
        this.random = random;
    }

    /**
     * @param nodes all of the service
     * @param strategy the last stage
     * @param previous what the result replaces: its pickers hand their state on; null at first
     */
    Compiled compile(List<Node> nodes, Strategy strategy, @Nullable Compiled previous) {
        Map<String, Picker> before = previous != null && previous.strategy().algorithm() == strategy.algorithm()
                ? previous.pickers()
                : Map.of();
        Compilation compilation = new Compilation(strategy, before);
        Picker picker = compilation.compile(0, "", nodes);
        return new Compiled(
                picker, List.copyOf(nodes), compilation.removals, strategy, Map.copyOf(compilation.pickers));
    }

    /**
     * A pipeline ready to pick.
     *
     * @param picker the whole of it
     * @param nodes all of the service, also those that a stage has taken out
     * @param removals those that a stage has taken out, and why
     * @param strategy at its end
     * @param pickers the algorithm's own, by the subsets that led to them
     */
    record Compiled(
            Picker picker,
            List<Node> nodes,
            Map<InstanceKey, Removal> removals,
            Strategy strategy,
            Map<String, Picker> pickers) {

        boolean isEligible(Node node) {
            return !removals.containsKey(node.key());
        }
    }

    private final class Compilation {

        private final Strategy strategy;
        private final Map<String, Picker> pickers;
        private final Map<InstanceKey, Removal> removals = new LinkedHashMap<>();

        Compilation(Strategy strategy, Map<String, Picker> before) {
            this.strategy = strategy;
            // also the pickers of subsets that are empty now: when their nodes are back, they go on where they were
            this.pickers = new HashMap<>(before);
        }

        Picker compile(int index, String path, List<Node> nodes) {
            if (index == stages.size()) {
                return nodes.isEmpty() ? NOTHING : pool(path, nodes);
            }
            Stage stage = stages.get(index);
            return stage.compile(nodes, new Stage.Rest() {
                @Override
                public Picker compile(String subset, List<Node> left) {
                    return Compilation.this.compile(index + 1, path + "/" + subset, left);
                }

                @Override
                public void removed(Node node, String reason) {
                    removals.put(node.key(), new Removal(node.key().id(), stage.name(), reason));
                }
            });
        }

        private Picker pool(String path, List<Node> nodes) {
            return new Pool(build(path, nodes), nodes, random);
        }

        private Picker build(String path, List<Node> nodes) {
            try {
                Picker picker = strategy.algorithm().build(nodes, strategy.settings(), pickers.get(path));
                pickers.put(path, picker);
                return picker;
            } catch (RuntimeException e) {
                if (!said.equals(strategy.name())) {
                    said = strategy.name();
                    log.error("Algorithm {} failed to build a picker; ROUND_ROBIN serves in its place", said, e);
                }
                return new RoundRobin().build(nodes, strategy.settings(), null);
            }
        }
    }
}
