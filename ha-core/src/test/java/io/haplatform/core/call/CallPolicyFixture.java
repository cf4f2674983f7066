package io.haplatform.core.call;

import java.time.Duration;

/** Policies that differ from the default in what a test is about. */
final class CallPolicyFixture {

    private CallPolicyFixture() {}

    static CallPolicy timeouts(Duration attempt, Duration total) {
        return with(attempt, total, CallPolicy.DEFAULT.budgetRatio(), CallPolicy.DEFAULT.budgetPerSecond());
    }

    static CallPolicy budget(double ratio, int perSecond) {
        return with(CallPolicy.DEFAULT.attemptTimeout(), CallPolicy.DEFAULT.totalTimeout(), ratio, perSecond);
    }

    static CallPolicy withoutBudget() {
        return budget(1, 100_000);
    }

    private static CallPolicy with(Duration attempt, Duration total, double ratio, int perSecond) {
        CallPolicy d = CallPolicy.DEFAULT;
        return new CallPolicy(
                d.connectTimeout(),
                attempt,
                total,
                d.maxRetries(),
                d.firstBackoff(),
                d.maxBackoff(),
                ratio,
                perSecond,
                d.idempotentMethods(),
                d.retryableStatuses(),
                d.idempotencyHeader());
    }
}
