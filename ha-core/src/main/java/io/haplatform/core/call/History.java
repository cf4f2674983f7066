package io.haplatform.core.call;

import io.haplatform.core.balance.Node;
import io.haplatform.core.instance.Instance;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a call that has more to tell than one attempt. Immutable: the call moves from one to the next by
 * compare-and-set.
 *
 * @param phase what happens now
 * @param tried every node so far, in order, the open attempt's last
 * @param open the attempt under way, in {@link Phase#OPEN}
 * @param last how the attempt before ended
 * @param pauses how many back-offs there have been
 */
record History(Phase phase, List<Node> tried, @Nullable LaterAttempt open, Outcome last, int pauses) {

    static final History OVER_UNTRIED = new History(Phase.OVER, List.of(), null, Outcome.IGNORED, 0);

    enum Phase {
        /** An attempt is open. */
        OPEN,
        /** An attempt is closed, and whoever closed it decides what follows. */
        DECIDING,
        /** Another attempt may begin. */
        WAITING,
        /** Nothing more happens. */
        OVER
    }

    static History deciding(Node first, Outcome outcome) {
        return new History(Phase.DECIDING, List.of(first), null, outcome, 0);
    }

    History deciding(Outcome outcome) {
        return new History(Phase.DECIDING, tried, null, outcome, pauses);
    }

    History waiting(boolean pause) {
        return new History(Phase.WAITING, tried, null, last, pause ? pauses + 1 : pauses);
    }

    History over() {
        return new History(Phase.OVER, tried, null, last, pauses);
    }

    History opened(LaterAttempt attempt) {
        List<Node> more = new ArrayList<>(tried);
        more.add(attempt.node());
        return new History(Phase.OPEN, List.copyOf(more), attempt, last, pauses);
    }

    /** By key: the same instance after a restart is the same instance to a call. */
    boolean hasTried(Node node) {
        for (Node before : tried) {
            if (before == node || before.key().equals(node.key())) {
                return true;
            }
        }
        return false;
    }

    List<Instance> instances() {
        return tried.stream().map(Node::instance).toList();
    }
}
