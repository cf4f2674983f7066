package io.haplatform.core.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the call to the node with the best of several things together: few attempts in flight (0.4), short response
 * times (0.3), few failures (0.2). With one in flight more elsewhere, 30 ms instead of 10 ms are too many; with two
 * more they are not.
 *
 * <p>A node that fails fast has nothing in flight and short response times, and so would draw all calls to itself.
 * Here each tenth of its calls that failed lately, which the first failure is, counts as ten attempts in flight, and its
 * response time is what {@link Latency} makes of it: ten times the usual one.
 */
final class Adaptive implements Algorithm {

    private static final float IF_ALL_FAIL = 100;

    @Override
    public String name() {
        return "ADAPTIVE";
    }

    @Override
    public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
        ScorePolicy policy = settings.policy().score();
        float load = (float) policy.load();
        float responseTime = (float) policy.responseTime();
        float errorRate = (float) policy.errorRate();
        float usual = (float) policy.responseTimeReference().toNanos();
        float usualAttempts = policy.loadReference();
        return new LowestScore(nodes, settings.random()) {
            @Override
            float score(Node node, float each, float next, long nowNanos, float chance) {
                int inFlight = node.inFlight();
                FailureRate failures = node.failures();
                float cost = node.cost(nowNanos, inFlight);
                float attempts = inFlight * each + chance * next;
                if (failures.none()) {
                    return score(attempts / usualAttempts, cost);
                }
                float rate = failures.rate(nowNanos);
                attempts += IF_ALL_FAIL * rate * each;
                return score(attempts / usualAttempts, cost) + errorRate * rate;
            }

            /** The shares of load and response time together, with one division for both. */
            private float score(float attempts, float cost) {
                float both = (attempts + 1) * (cost + usual);
                return (load * attempts * (cost + usual) + responseTime * cost * (attempts + 1)) / both;
            }
        };
    }
}
