package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.override;
import static io.haplatform.core.registry.ScriptedRegistry.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a directory writes for the next start without the registry, and when. */
class DirectoryFileTest extends ColdStartRules {

    @Test
    void whatIsKnownIsKeptAFewSecondsLater() throws IOException {
        directory.start();
        directory.follow(List.of("orders"));
        time.run();
        answers(at(9), A);
        time.advance(LastKnownGood.DELAY);

        Snapshot kept = Objects.requireNonNull(file.read());
        assertThat(kept.position()).isEqualTo(at(9));
        assertThat(kept.services())
                .containsEntry("orders", new Snapshot.Records(List.of(A), List.of(), List.of(), Map.of()));
    }

    @Test
    void whatWasOnlyRestoredIsNotKeptAnew() throws IOException {
        startsWithoutRegistry();
        time.advance(LastKnownGood.DELAY.multipliedBy(2));

        assertThat(Objects.requireNonNull(file.read()).services()).containsOnlyKeys("orders");
        assertThat(Objects.requireNonNull(file.read()).now()).isEqualTo(Sample.THEN);
    }

    @Test
    void whatCouldNotBeKeptWhileTheLogWasAwayIsKeptOnceItIsBack() throws IOException {
        directory.start();
        directory.follow(List.of("orders"));
        time.run();
        answers(at(9), A);
        registry.follower().onAvailability(false, "connection reset");
        time.advance(LastKnownGood.DELAY);
        registry.follower().onAvailability(true, "");
        time.advance(LastKnownGood.DELAY);

        assertThat(Objects.requireNonNull(file.read()).position()).isEqualTo(at(9));
    }

    @Test
    void whatAStoreHasLostIsNotKeptAsIfItKnewIt() throws IOException {
        startsWithoutRegistry();
        registry.follower().onGap("the store was begun anew", true);
        time.advance(Duration.ofSeconds(1));
        answers(new Position("another", 1, "x"), B);
        time.advance(LastKnownGood.DELAY);
        assertThat(Objects.requireNonNull(file.read()).position()).isEqualTo(SAVED);

        time.advance(LeasePolicy.DEFAULT.leaseDuration().multipliedBy(2));
        time.advance(LastKnownGood.DELAY);
        Snapshot kept = Objects.requireNonNull(file.read());
        assertThat(kept.position()).isEqualTo(new Position("another", 1, "x"));
        assertThat(Objects.requireNonNull(kept.services().get("orders")).registrations())
                .containsExactly(B);
    }

    @Test
    void aServiceThatANewStoreDoesNotKnowAtAllIsNotKeptAsIfItDid() throws IOException {
        startsWithoutRegistry();
        registry.follower().onGap("the store was begun anew", true);
        time.advance(Duration.ofSeconds(1));
        answers(new Position("another", 1, "x"));
        time.advance(LeasePolicy.DEFAULT.leaseDuration());
        time.advance(LastKnownGood.DELAY);
        assertThat(Objects.requireNonNull(file.read()).position())
                .as("while its owners may still come back")
                .isEqualTo(SAVED);

        time.advance(LeasePolicy.DEFAULT.leaseDuration());
        time.advance(LastKnownGood.DELAY);
        Snapshot kept = Objects.requireNonNull(file.read());
        assertThat(kept.position()).isEqualTo(new Position("another", 1, "x"));
        assertThat(kept.services()).containsOnlyKeys("stock");
        assertThat(orders()).containsExactly("a", "b");
    }

    @Test
    void anOperatorsWordThatAStoreHasLostIsNotKeptAsIfItKnewIt() throws IOException {
        OperatorOverride drain = override("orders", "a", null, Status.DRAINING, null);
        file.write(new Snapshot(
                SAVED,
                Sample.THEN,
                Set.of("orders"),
                Map.of("orders", new Snapshot.Records(List.of(A), List.of(drain), List.of(), Map.of())),
                List.of()));
        directory = starting();
        startsWithoutRegistry();
        registry.follower().onGap("the store was begun anew", true);
        time.advance(Duration.ofSeconds(1));
        answers(new Position("another", 1, "x"), A);
        time.advance(LastKnownGood.DELAY);
        assertThat(Objects.requireNonNull(file.read()).position()).isEqualTo(SAVED);

        time.advance(LeasePolicy.DEFAULT.leaseDuration().multipliedBy(2));
        time.advance(LastKnownGood.DELAY);
        assertThat(Objects.requireNonNull(file.read()).services())
                .containsEntry("orders", new Snapshot.Records(List.of(A), List.of(), List.of(), Map.of()));
    }

    @Test
    void whatIsBeingReadAnewIsNotKeptInPart() throws IOException {
        List<String> services =
                IntStream.range(0, 101).mapToObj(i -> "service-" + i).toList();
        directory.start();
        directory.follow(services);
        time.run();
        answers(at(9));
        time.advance(LastKnownGood.DELAY);
        assertThat(Objects.requireNonNull(file.read()).services()).hasSize(101);

        registry.follower().onGap("entries were trimmed", false);
        time.advance(Duration.ofMillis(5));
        answer(at(9));
        time.advance(LastKnownGood.DELAY);

        assertThat(Objects.requireNonNull(file.read()).services()).hasSize(101);
    }
}
