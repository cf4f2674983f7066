package io.haplatform.benchmarks.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.test.Registrations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExpectedTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private final Expected expected = new Expected();

    @BeforeEach
    void twoOfWhichOneIsDrained() {
        expected.living(new InstanceKey("orders", "a"));
        expected.living(new InstanceKey("orders", "b"));
        expected.imposed(drain(1));
        expected.count(true);
    }

    @Test
    void isSaidByAListOfAllAlsoInAnotherVersion() {
        expected.look(view(instance("a", drain(2)), instance("b", null)));

        assertCounted(0, 0, 0);
    }

    @Test
    void countsWhoIsMissingOnceAndEachEmptyList() {
        expected.look(view(instance("a", drain(1))));
        expected.look(view(instance("a", drain(1))));
        assertCounted(1, 0, 0);

        expected.look(view());
        expected.look(view());
        assertCounted(2, 2, 0);
    }

    @Test
    void countsWhomAWordIsLiftedFromAlsoByAnOlderOne() {
        expected.look(view(instance("a", null), instance("b", null)));
        assertCounted(0, 0, 1);

        expected.imposed(weight("b", 9));
        expected.look(view(instance("a", drain(1)), instance("b", weight("b", 7))));
        assertCounted(0, 0, 2);
    }

    @Test
    void countsNothingWhileNewsIsOnItsWay() {
        expected.count(false);
        expected.look(view());

        assertCounted(0, 0, 0);
    }

    @Test
    void knowsWhatIsNotStored() {
        expected.imposed(weight("b", 9));

        assertThat(expected.unstored(Set.of(drain(3), weight("b", 7)))).isEqualTo(1);
    }

    private void assertCounted(int removed, int empty, int lifted) {
        assertThat(List.of(expected.removed(), expected.empty(), expected.lifted()))
                .containsExactly(removed, empty, lifted);
    }

    private static OperatorOverride drain(long version) {
        return word("a", version, Status.DRAINING, null);
    }

    private static OperatorOverride weight(String id, int weight) {
        return word(id, 1, null, weight);
    }

    private static OperatorOverride word(String id, long version, @Nullable Status status, @Nullable Integer weight) {
        InstanceKey key = new InstanceKey("orders", id);
        return new OperatorOverride(key, version, weight, null, status, "alice", "", THEN, null, Map.of());
    }

    private static Instance instance(String id, @Nullable OperatorOverride override) {
        return Instance.of(Registrations.of("orders", id).build(), override, List.of(), THEN);
    }

    private static ServiceView view(Instance... instances) {
        return new ServiceView("orders", true, 1, List.of(instances));
    }
}
