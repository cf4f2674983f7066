package io.haplatform.core.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the call to the node where it will be answered soonest: what a call costs there, times the attempts in flight
 * and this one, for its weight. {@code a} answers in 10 ms and has two in flight, {@code b} in 40 ms and has none: it is
 * {@code a}, until it has four.
 *
 * <p>A node that nobody has called yet gets one call, and no other before that is answered.
 *
 * <p>Source: Finagle's peak EWMA; what a call costs says {@link Latency}.
 */
final class LeastResponseTime implements Algorithm {

    /** What is less than a percent apart is equal, so that chance decides. */
    private static final float EQUAL = 0.01f;

    @Override
    public String name() {
        return "LEAST_RESPONSE_TIME";
    }

    @Override
    public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
        return new LowestScore(nodes, settings.random()) {
            @Override
            float score(Node node, float each, float next, long nowNanos, float chance) {
                int inFlight = node.inFlight();
                float cost = node.cost(nowNanos, inFlight);
                return (cost + 1) * (inFlight * each + (1 + EQUAL * chance) * next);
            }
        };
    }
}
