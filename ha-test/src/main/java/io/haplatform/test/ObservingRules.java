package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Lease;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter of {@link RegistryContract}: what observers see, and how it ends. */
abstract class ObservingRules extends RegistryRules {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    ObservingRules(Supplier<SharedStore> opener) {
        super(opener);
    }

    @BeforeEach
    void registerOne() {
        registered(a().build());
        logged();
    }

    private Changed.Result observe(Observation observation) {
        return change(new Change.Observe(observation));
    }

    @Test
    void anObservationIsStoredAndTold() {
        Observation seen = observation(A, "first", "caller", MINUTE);

        assertThat(observe(seen)).isEqualTo(Changed.Result.APPLIED);

        assertThat(orders().observations()).containsExactly(seen);
        assertThat(logged()).containsExactly(new Mutation.Observed(seen));
    }

    @Test
    void eachObserverHasOneWordAndTheLastOneCounts() {
        observe(observation(A, "first", "one", MINUTE));
        observe(observation(A, "first", "two", MINUTE));
        Observation second = observation(A, "first", "one", MINUTE.multipliedBy(2));

        assertThat(observe(second)).isEqualTo(Changed.Result.APPLIED);

        assertThat(orders().observations())
                .hasSize(2)
                .contains(second)
                .extracting(Observation::observer)
                .containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void sayingTheSameAgainChangesNothing() {
        Observation seen = observation(A, "first", "caller", MINUTE);
        observe(seen);
        logged();

        assertThat(observe(seen)).isEqualTo(Changed.Result.UNCHANGED);
        assertThat(logged()).isEmpty();
    }

    @Test
    void nobodyCanBeObservedWhoIsNotThere() {
        assertThat(observe(observation(B, "first", "caller", MINUTE))).isEqualTo(Changed.Result.GONE);
        assertThat(logged()).isEmpty();
    }

    @Test
    void aNewIncarnationDoesNotAnswerForTheOldOne() {
        assertThat(observe(observation(A, "before", "caller", MINUTE))).isEqualTo(Changed.Result.SUPERSEDED);
        assertThat(orders().observations()).isEmpty();
    }

    @Test
    void whatHasExpiredOnItsWayIsNotWritten() {
        Observation late = observation(A, "first", "caller", Duration.ofMillis(1));
        store.pass(Duration.ofMillis(5));

        assertThat(observe(late)).isEqualTo(Changed.Result.UNCHANGED);
        assertThat(logged()).isEmpty();
    }

    @Test
    void anObservationEndsByItselfWithoutAWord() {
        observe(observation(A, "first", "caller", Duration.ofMillis(500)));
        logged();

        store.pass(Duration.ofMillis(501));

        assertThat(orders().observations()).isEmpty();
        assertThat(change(new Change.Unobserve(A, "caller"))).isEqualTo(Changed.Result.GONE);
        assertThat(logged()).isEmpty();
    }

    @Test
    void anObserverTakesBackItsOwnWordAlone() {
        observe(observation(A, "first", "one", MINUTE));
        observe(observation(A, "first", "two", MINUTE));
        logged();

        assertThat(change(new Change.Unobserve(A, "one"))).isEqualTo(Changed.Result.APPLIED);
        assertThat(change(new Change.Unobserve(A, "one"))).isEqualTo(Changed.Result.GONE);

        assertThat(orders().observations()).extracting(Observation::observer).containsExactly("two");
        assertThat(logged()).containsExactly(new Mutation.Unobserved(A, "one"));
    }

    @Test
    void renewalDoesNotSilenceAnObserver() {
        Lease lease = registered(a().build());
        observe(observation(A, "first", "caller", MINUTE));

        renew(lease);

        assertThat(orders().observations()).hasSize(1);
    }

    @Test
    void whatWasSeenGoesWithTheInstance() {
        observe(observation(A, "first", "caller", MINUTE));

        change(new Change.Deregister(A, "first"));
        registered(a().build());

        assertThat(orders().observations()).isEmpty();
    }
}
