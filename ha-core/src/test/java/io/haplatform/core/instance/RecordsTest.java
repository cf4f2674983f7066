package io.haplatform.core.instance;

import static io.haplatform.core.instance.Sample.KEY;
import static io.haplatform.core.instance.Sample.NOW;
import static io.haplatform.core.instance.Sample.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The invariants of the three records and of their key. */
class RecordsTest {

    private static Registration with(
            String incarnation, String host, int managementPort, List<String> tags, Map<String, String> metadata) {
        return new Registration(
                KEY,
                incarnation,
                host,
                8080,
                "http",
                managementPort,
                100,
                "",
                "",
                "",
                tags,
                metadata,
                Status.UP,
                "",
                NOW,
                NOW);
    }

    @Test
    void aRegistrationSortsItsTagsAndDropsDoubles() {
        assertThat(with("i", "h", 0, List.of("b", "a", "b"), Map.of()).tags()).containsExactly("a", "b");
    }

    @Test
    void equalContentIsEqualWhateverOrderItCameIn() {
        Map<String, String> backwards = new TreeMap<>(Collections.reverseOrder());
        backwards.put("a", "1");
        backwards.put("b", "2");

        Registration one = with("i", "h", 0, List.of("x", "y"), backwards);
        Registration other = with("i", "h", 0, List.of("y", "x"), Map.of("b", "2", "a", "1"));

        assertThat(one).isEqualTo(other).hasToString(other.toString());
    }

    @Test
    void aRegistrationDoesNotChangeWithWhatItWasMadeOf() {
        List<String> tags = new ArrayList<>(List.of("a"));
        Map<String, String> metadata = new TreeMap<>(Map.of("a", "1"));
        Registration registration = with("i", "h", 0, tags, metadata);

        tags.add("b");
        metadata.put("b", "2");

        assertThat(registration.tags()).containsExactly("a");
        assertThat(registration.metadata()).containsOnlyKeys("a");
    }

    @Test
    void aRegistrationRefusesWhatIsTooMuch() {
        List<String> tags = IntStream.range(0, 65).mapToObj(i -> "t" + i).toList();
        Map<String, String> metadata = new TreeMap<>();
        for (int i = 0; i < 65; i++) {
            metadata.put("k" + i, "v");
        }

        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("i", "h", 0, tags, Map.of()))
                .withMessage("tags of orders/a must be at most 64 but are 65");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("i", "h", 0, List.of(), metadata))
                .withMessage("metadata of orders/a must be at most 64 entries but is 65");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("", "h", 0, List.of(), Map.of()))
                .withMessage(
                        "incarnation of orders/a must be 1 to 64 characters, none of them a control character but is ''");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("i", "h", 70_000, List.of(), Map.of()))
                .withMessageStartingWith("port must be");
    }

    @Test
    void anOwnerPublishesOnlyWhatOwnersMay() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registration(Status.SUSPECT, ""))
                .withMessage("status that orders/a publishes of itself must be STARTING, UP, DOWN or DRAINING but is"
                        + " SUSPECT");
    }

    @Test
    void aStatusChangeKeepsAllElse() {
        Registration up = registration(Status.UP, "");

        Registration draining = up.withStatus(Status.DRAINING, "stopping", NOW.plusSeconds(1));

        assertThat(draining.status()).isEqualTo(Status.DRAINING);
        assertThat(draining.reason()).isEqualTo("stopping");
        assertThat(draining.since()).isEqualTo(NOW.plusSeconds(1));
        assertThat(draining.withStatus(Status.UP, "", NOW)).isEqualTo(up);
    }

    @Test
    void anAddressPutsIpv6InBrackets() {
        assertThat(with("i", "10.0.0.1", 0, List.of(), Map.of()).address()).isEqualTo("10.0.0.1:8080");
        assertThat(with("i", "fe80::1", 0, List.of(), Map.of()).address()).isEqualTo("[fe80::1]:8080");
    }

    @Test
    void keysSortByServiceThenId() {
        InstanceKey a2 = new InstanceKey("a", "2");
        InstanceKey b1 = new InstanceKey("b", "1");
        InstanceKey a1 = new InstanceKey("a", "1");

        assertThat(new ArrayList<>(new TreeSet<>(List.of(a2, b1, a1)))).containsExactly(a1, a2, b1);
        assertThat(a1).hasToString("a/1").isEqualByComparingTo(new InstanceKey("a", "1"));
    }

    @Test
    void anOverrideRefusesWhatNoOperatorMay() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> override(0, null, null))
                .withMessage("version of the override of orders/a must be at least 1 but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> override(1, null, Status.DOWN))
                .withMessage("status imposed on orders/a must be UP, DRAINING or MAINTENANCE but is DOWN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> override(1, List.of("a b"), null))
                .withMessageStartingWith("tag must be");
    }

    @Test
    void whatPeopleWroteCannotForgeALogLine() {
        assertThat(observation("me", "gone\nINFO all is well").detail()).isEqualTo("gone INFO all is well");
        assertThat(new OperatorOverride(KEY, 1, null, null, null, "a\rb", "c\td", NOW, null, Map.of()).author())
                .isEqualTo("a b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> observation("me\n", ""))
                .withMessageContaining("none of them a control character but is 'me?'");
    }

    @Test
    void aDateMustFitIntoEveryFormat() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OperatorOverride(KEY, 1, 5, null, null, "a", "", NOW, Instant.MAX, Map.of()))
                .withMessageStartingWith("end of the override of orders/a must be a date from the years 1970 to 9999");
    }

    @Test
    void anOverrideSortsItsTagsAsARegistrationDoes() {
        assertThat(override(1, List.of("b", "a", "b"), null).tags()).containsExactly("a", "b");
    }

    private static OperatorOverride override(long version, @Nullable List<String> tags, @Nullable Status status) {
        return new OperatorOverride(KEY, version, 5, tags, status, "alice", "", NOW, null, Map.of());
    }

    @Test
    void anObservationNamesItsObserverAndIsBrief() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> observation("", ""))
                .withMessage(
                        "observer of orders/a must be 1 to 200 characters, none of them a control character but is ''");
        assertThat(observation("me", "x".repeat(300)).detail()).hasSize(256);
        assertThat(observation("me", "x".repeat(255) + "\uD83D\uDE00").detail())
                .as("half a character is none")
                .hasSize(255);
    }

    private static Observation observation(String observer, String detail) {
        return new Observation(KEY, "first", observer, Observation.Evidence.SILENT, detail, NOW, NOW);
    }
}
