package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.RegistryException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Chapter of {@link RegistryContract}: what operators impose, by compare-and-set. */
abstract class OverridingRules extends RegistryRules {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    OverridingRules(Supplier<SharedStore> opener) {
        super(opener);
    }

    private static OperatorOverride override(long version, int weight) {
        return override(A, version, weight);
    }

    private static OperatorOverride override(InstanceKey key, long version, int weight) {
        return new OperatorOverride(
                key,
                version,
                weight,
                List.of("gray"),
                Status.DRAINING,
                "alice",
                "disk swap",
                AT,
                AT.plusSeconds(60),
                Map.of("ticket", "OPS-7"));
    }

    private Changed.Result put(OperatorOverride override) {
        return change(new Change.PutOverride(override));
    }

    @Test
    void anOverrideIsStoredAsItWasGivenUnknownFieldsIncluded() {
        registered(a().build());

        assertThat(put(override(1, 10))).isEqualTo(Changed.Result.APPLIED);

        assertThat(orders().overrides()).containsExactly(override(1, 10));
        assertThat(logged()).contains(new Mutation.OverridePut(override(1, 10)));
    }

    @Test
    void ofTwoOperatorsWhoReadTheSameVersionOneWinsAndTheOtherReadsAgain() {
        put(override(1, 10));

        assertThat(put(override(2, 20))).isEqualTo(Changed.Result.APPLIED);
        assertThat(put(override(2, 30))).isEqualTo(Changed.Result.CONFLICT);

        assertThat(put(override(3, 30))).isEqualTo(Changed.Result.APPLIED);
        assertThat(change(new Change.PutOverride(override(7, 1)))).isEqualTo(Changed.Result.CONFLICT);
        assertThat(logged())
                .containsExactly(
                        new Mutation.OverridePut(override(1, 10)),
                        new Mutation.OverridePut(override(2, 20)),
                        new Mutation.OverridePut(override(3, 30)));
    }

    @Test
    void theFirstOverrideMustBeVersionOne() {
        assertThat(put(override(2, 10))).isEqualTo(Changed.Result.CONFLICT);
        assertThat(logged()).isEmpty();
    }

    @Test
    void repeatingAnOverrideWhoseAnswerWasLostChangesNothing() {
        put(override(1, 10));
        logged();

        assertThat(put(override(1, 10))).isEqualTo(Changed.Result.UNCHANGED);
        assertThat(logged()).isEmpty();
    }

    @Test
    void anOverrideIsTakenBackByTheVersionThatWasRead() {
        put(override(1, 10));
        put(override(2, 20));

        assertThat(change(new Change.RemoveOverride(A, 1))).isEqualTo(Changed.Result.CONFLICT);
        assertThat(change(new Change.RemoveOverride(A, 2))).isEqualTo(Changed.Result.APPLIED);
        assertThat(change(new Change.RemoveOverride(A, 2))).isEqualTo(Changed.Result.GONE);

        assertThat(orders().overrides()).isEmpty();
        assertThat(logged()).endsWith(new Mutation.OverrideRemoved(A));
        assertThat(put(override(1, 10))).isEqualTo(Changed.Result.APPLIED);
    }

    @Test
    void anOverrideOutlivesItsInstanceAndMeetsTheNextOne() {
        registered(a().incarnation("first").build());
        put(override(1, 10));

        change(new Change.Deregister(A, "first"));
        registered(a().incarnation("second").at("10.0.0.9", 1).build());

        assertThat(orders().overrides()).containsExactly(override(1, 10));
    }

    @Test
    void anOverrideNeedsNoInstanceAndMakesNoServiceOfItsOwn() {
        assertThat(put(override(1, 10))).isEqualTo(Changed.Result.APPLIED);

        assertThat(snapshot().names()).isEmpty();
        assertThat(orders().overrides()).containsExactly(override(1, 10));
    }

    @Test
    void overridesAreReadWithTheirServiceAlone() {
        put(override(1, 10));
        put(override(new InstanceKey("stock", "a"), 1, 10));

        assertThat(orders().overrides()).extracting(OperatorOverride::key).containsExactly(A);
    }

    @Test
    void anOverrideThatIsTooLargeIsRefusedInOneSentence() {
        List<String> tags =
                IntStream.range(1_000, 1_300).mapToObj(i -> i + "x".repeat(100)).toList();
        OperatorOverride large = new OperatorOverride(A, 1, 10, tags, null, "alice", "", AT, null, Map.of());

        assertThatThrownBy(() -> put(large))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("override of orders/a must be at most 16384 bytes");
        assertThat(logged()).isEmpty();
    }

    @Test
    void theAnswerToAChangeNamesItsEntry() {
        Changed changed = store.await(registry.change(new Change.PutOverride(override(1, 10))));

        assertThat(tape.entries().get(0).position()).isEqualTo(changed.head());
    }
}
