package io.haplatform.core.balance;

import java.util.List;

/**
 * One stage of the pipeline. It narrows the nodes when the picker is compiled ({@code eligible}), or wraps what the
 * stages behind it compile to when the choice depends on the call (rules, affinity).
 */
interface Stage {

    /** The name that explanations show: {@code eligible}. */
    String name();

    /**
     * Compiles the pipeline from here on.
     *
     * @param nodes what the stages before have left
     * @param rest compiles the stages behind; may be asked more than once, once per subset
     */
    Picker compile(List<Node> nodes, Rest rest);

    /** The stages behind this one. */
    interface Rest {

        /**
         * @param subset names this part of the nodes, the same at each compilation, so that the algorithm takes over
         *     the state it had for it
         * @param nodes any number, also none: then the picker finds nothing
         */
        Picker compile(String subset, List<Node> nodes);

        /** Notes for explanations that this stage has taken a node out. */
        void removed(Node node, String reason);
    }
}
