package io.haplatform.core.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to spread calls over nodes: the last stage of the pipeline. An application adds its own by offering a bean.
 *
 * <p>{@link #build} runs off the call path whenever the nodes change, one call at a time per service.
 */
public interface Algorithm {

    /** The name that settings use, in capitals: {@code ROUND_ROBIN}. */
    String name();

    /**
     * Builds a picker over these nodes.
     *
     * @param nodes all eligible ones; not empty; weights above 0
     * @param settings what the service's policy says, and the source of chance
     * @param previous the picker of this algorithm that the new one replaces, to take over its state; null at first
     */
    Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous);
}
