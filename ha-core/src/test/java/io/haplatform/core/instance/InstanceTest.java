package io.haplatform.core.instance;

import static io.haplatform.core.instance.Sample.KEY;
import static io.haplatform.core.instance.Sample.NOW;
import static io.haplatform.core.instance.Sample.observation;
import static io.haplatform.core.instance.Sample.override;
import static io.haplatform.core.instance.Sample.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Observation.Evidence;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceTest {

    @ParameterizedTest(name = "owner {0}, operator {1}, evidence {2}: {3}")
    @CsvSource({
        "STARTING, , false, STARTING",
        "UP, , false, UP",
        "DOWN, , false, DOWN",
        "DRAINING, , false, DRAINING",
        "UP, , true, SUSPECT",
        "DOWN, , true, DOWN",
        "DRAINING, , true, DRAINING",
        "UP, DRAINING, false, DRAINING",
        "UP, DRAINING, true, DRAINING",
        "UP, MAINTENANCE, false, MAINTENANCE",
        "DOWN, MAINTENANCE, false, MAINTENANCE",
        "UP, UP, false, UP",
        "UP, UP, true, SUSPECT",
        // an operator's UP sends no new work to one that is stopping or not ready
        "DRAINING, UP, false, DRAINING",
        "DOWN, UP, false, DOWN",
        "STARTING, UP, false, STARTING"
    })
    void theEffectiveStatusFollowsFromAllThree(
            Status owner, @Nullable Status operator, boolean evidence, Status expected) {
        Instance instance = Instance.of(
                registration(owner, ""),
                operator == null ? null : override(operator, "", null),
                evidence ? List.of(observation("caller", Evidence.REFUSED, NOW.plusSeconds(1))) : List.of(),
                NOW);

        assertThat(instance.status()).isEqualTo(expected);
    }

    @Test
    void theReasonSaysWhoseWordItIs() {
        List<Observation> seen = List.of(observation("caller", Evidence.REFUSED, NOW.plusSeconds(1)));

        assertThat(reason(registration(Status.UP, ""), null, List.of())).isEmpty();
        assertThat(reason(registration(Status.DOWN, "no database"), null, seen)).isEqualTo("no database");
        assertThat(reason(registration(Status.UP, ""), null, seen)).isEqualTo("saw REFUSED (seen by caller)");
        assertThat(reason(registration(Status.UP, ""), override(Status.DRAINING, "disk swap", null), seen))
                .isEqualTo("set by alice: disk swap");
        assertThat(reason(registration(Status.UP, ""), override(Status.UP, "", null), List.of()))
                .isEqualTo("set by alice");
    }

    private static String reason(
            Registration registration, @Nullable OperatorOverride override, List<Observation> seen) {
        return Instance.of(registration, override, seen, NOW).reason();
    }

    @Test
    void theHardestEvidenceSpeaksWhateverOrderItComesIn() {
        Observation lapsed = observation("registry", Evidence.LAPSED, NOW.plusSeconds(9));
        Observation silent = observation("b", Evidence.SILENT, NOW.plusSeconds(9));
        Observation refused = observation("c", Evidence.REFUSED, NOW.plusSeconds(9));
        Observation alsoRefused = observation("a", Evidence.REFUSED, NOW.plusSeconds(9));

        Instance one =
                Instance.of(registration(Status.UP, ""), null, List.of(lapsed, silent, refused, alsoRefused), NOW);
        Instance other =
                Instance.of(registration(Status.UP, ""), null, List.of(alsoRefused, refused, silent, lapsed), NOW);

        assertThat(one.observations()).containsExactly(alsoRefused, refused, silent, lapsed);
        assertThat(one).isEqualTo(other);
        assertThat(one.reason()).isEqualTo("saw REFUSED (seen by a)");
    }

    @Test
    void anOverrideThatHasEndedIsAsIfItWereNot() {
        OperatorOverride ended = override(Status.DRAINING, "", NOW);

        Instance instance = Instance.of(registration(Status.UP, ""), ended, List.of(), NOW);

        assertThat(instance.status()).isEqualTo(Status.UP);
        assertThat(instance.override()).isNull();
        assertThat(instance.weight()).isEqualTo(100);
        assertThat(instance.tags()).containsExactly("blue");
    }

    @Test
    void anOverrideHoldsUpToItsEnd() {
        OperatorOverride ending = override(Status.DRAINING, "", NOW.plusMillis(1));

        assertThat(Instance.of(registration(Status.UP, ""), ending, List.of(), NOW)
                        .status())
                .isEqualTo(Status.DRAINING);
    }

    @Test
    void observationsOfThePastAndOfOtherIncarnationsDoNotCount() {
        Observation past = observation("a", Evidence.REFUSED, NOW);
        Observation other = new Observation(KEY, "before", "b", Evidence.REFUSED, "", NOW, NOW.plusSeconds(9));

        Instance instance = Instance.of(registration(Status.UP, ""), null, List.of(past, other), NOW);

        assertThat(instance.status()).isEqualTo(Status.UP);
        assertThat(instance.observations()).isEmpty();
    }

    @Test
    void weightAndTagsAreTheOperatorsWhereThereAreSuch() {
        Instance imposed = Instance.of(registration(Status.UP, ""), override(null, "", null), List.of(), NOW);
        OperatorOverride silent = new OperatorOverride(KEY, 1, null, null, null, "alice", "", NOW, null, Map.of());
        Instance own = Instance.of(registration(Status.UP, ""), silent, List.of(), NOW);

        assertThat(imposed.key()).isEqualTo(KEY);
        assertThat(imposed.weight()).isEqualTo(7);
        assertThat(imposed.tags()).containsExactly("gray");
        assertThat(own.weight()).isEqualTo(100);
        assertThat(own.tags()).containsExactly("blue");
    }
}
