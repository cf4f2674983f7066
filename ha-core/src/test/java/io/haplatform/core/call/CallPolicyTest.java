package io.haplatform.core.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CallPolicyTest {

    private record Numbers(Duration connect, Duration first, int retries, double ratio, int perSecond) {

        CallPolicy policy() {
            CallPolicy d = CallPolicy.DEFAULT;
            return new CallPolicy(
                    connect,
                    d.attemptTimeout(),
                    d.totalTimeout(),
                    retries,
                    first,
                    d.maxBackoff(),
                    ratio,
                    perSecond,
                    d.idempotentMethods(),
                    d.retryableStatuses(),
                    d.idempotencyHeader());
        }
    }

    private static final Numbers GOOD = new Numbers(Duration.ofMillis(500), Duration.ofMillis(25), 3, 0.2, 10);

    @TestFactory
    Stream<DynamicTest> refusesInOneSentence() {
        return Stream.of(
                bad(
                        "connect-timeout must be more than 0 and at most 1h but is 0ms",
                        n -> new Numbers(Duration.ZERO, n.first, n.retries, n.ratio, n.perSecond)),
                bad(
                        "connect-timeout must be more than 0 and at most 1h but is -1ms",
                        n -> new Numbers(Duration.ofMillis(-1), n.first, n.retries, n.ratio, n.perSecond)),
                bad(
                        "first-backoff must be more than 0 and at most 1h but is 7200000ms",
                        n -> new Numbers(n.connect, Duration.ofHours(2), n.retries, n.ratio, n.perSecond)),
                bad(
                        "max-retries must be between 0 and 10 but is 11",
                        n -> new Numbers(n.connect, n.first, 11, n.ratio, n.perSecond)),
                bad(
                        "max-retries must be between 0 and 10 but is -1",
                        n -> new Numbers(n.connect, n.first, -1, n.ratio, n.perSecond)),
                bad(
                        "budget-ratio must be between 0 and 1 but is 1.5",
                        n -> new Numbers(n.connect, n.first, n.retries, 1.5, n.perSecond)),
                bad(
                        "budget-ratio must be between 0 and 1 but is NaN",
                        n -> new Numbers(n.connect, n.first, n.retries, Double.NaN, n.perSecond)),
                bad(
                        "budget-per-second must be between 0 and 100000 but is -1",
                        n -> new Numbers(n.connect, n.first, n.retries, n.ratio, -1)));
    }

    private static DynamicTest bad(String message, UnaryOperator<Numbers> change) {
        return DynamicTest.dynamicTest(
                message, () -> assertThatThrownBy(() -> change.apply(GOOD).policy())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(message));
    }

    @Test
    void hasTheDefaultsThatAreDocumented() {
        assertThat(GOOD.policy()).isEqualTo(CallPolicy.DEFAULT);
        assertThat(CallPolicy.DEFAULT.attemptTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(CallPolicy.DEFAULT.totalTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(CallPolicy.DEFAULT.maxBackoff()).isEqualTo(Duration.ofSeconds(1));
        assertThat(CallPolicy.DEFAULT.idempotentMethods()).doesNotContain("POST", "PATCH");
    }

    @Test
    void doesNotChangeWithTheSetsItWasMadeOf() {
        Set<String> methods = new HashSet<>(Set.of("GET"));
        CallPolicy d = CallPolicy.DEFAULT;
        CallPolicy policy = new CallPolicy(
                d.connectTimeout(),
                d.attemptTimeout(),
                d.totalTimeout(),
                d.maxRetries(),
                d.firstBackoff(),
                d.maxBackoff(),
                d.budgetRatio(),
                d.budgetPerSecond(),
                methods,
                d.retryableStatuses(),
                d.idempotencyHeader());

        methods.add("POST");

        assertThat(policy.idempotentMethods()).containsExactly("GET");
    }
}
