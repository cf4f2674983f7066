package io.haplatform.admin.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.time.ManualTime;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.test.FaultyRegistry;
import io.haplatform.test.Registrations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Two admins look after the overrides of one registry. */
@ExtendWith(OutputCaptureExtension.class)
class OverrideKeeperTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTime time = new ManualTime();
    private final SerialExecutor serial = time.serial("the test");
    private final FaultyRegistry connection = new FaultyRegistry(store(1), time);
    private final RacedRegistry registry = new RacedRegistry(connection);

    private final List<OverrideKeeper> keepers = new ArrayList<>();

    @BeforeEach
    void twoAdmins() {
        done(registry.register(List.of(Registrations.of("orders", "a").build())));
        for (int i = 0; i < 2; i++) {
            Directory directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, new SplittableRandom(i));
            directory.start();
            directory.followAll();
            OverrideKeeper keeper = new OverrideKeeper(directory, registry, time, new AuditLog());
            keeper.start();
            keepers.add(keeper);
        }
        time.run();
    }

    @Test
    void whatAnEmptiedStoreHasLostIsWrittenBackOnce(CapturedOutput output) {
        put(drain("a", 1, null));
        put(drain("a", 2, null));
        put(drain("gone", 1, null));

        connection.replaceStore(store(2));
        time.advance(Duration.ofSeconds(1));

        assertThat(stored()).containsExactly(drain("a", 1, null), drain("gone", 1, null));
        assertThat(output.getAll().lines().filter(line -> line.contains("\"action\":\"restore\"")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("\"author\":\"ha-admin\"", "\"author\":\"alice\""));
    }

    @Test
    void waitsForAStoreThatIsAway() {
        put(drain("a", 1, null));
        registry.beforeChange = restore -> connection.away("the cable is out");
        connection.replaceStore(store(2));
        time.advance(Duration.ofSeconds(10));
        connection.back();
        assertThat(stored()).isEmpty();

        time.advance(Duration.ofSeconds(2));

        assertThat(stored()).containsExactly(drain("a", 1, null));
    }

    @Test
    void whatAnOperatorSaysMeanwhileStands() {
        put(drain("a", 1, null));
        OperatorOverride word =
                new OperatorOverride(new InstanceKey("orders", "a"), 1, 0, null, null, "bob", "", THEN, null, Map.of());
        registry.beforeChange = restore -> registry.change(new Change.PutOverride(word));

        connection.replaceStore(store(2));
        time.advance(Duration.ofSeconds(1));

        assertThat(stored()).containsExactly(word);
    }

    @Test
    void whatHasEndedIsRemovedWithinAMinuteAndWhatHasNotStays(CapturedOutput output) {
        put(drain("a", 1, time.now().plus(MINUTE.multipliedBy(2))));
        put(drain("gone", 1, time.now().plusSeconds(30)));

        time.advance(Duration.ofSeconds(29));
        assertThat(stored()).hasSize(2);
        time.advance(MINUTE);
        assertThat(stored()).extracting(o -> o.key().id()).containsExactly("a");
        time.advance(MINUTE.multipliedBy(2));
        assertThat(stored()).isEmpty();
        assertThat(output.getAll().lines().filter(line -> line.contains("\"action\":\"end\"")))
                .hasSize(2);
    }

    @Test
    void asksAStoreThatIsAwayOnceInTwoSecondsHoweverLongThatTakes() {
        put(drain("a", 1, time.now().plusSeconds(30)));
        connection.away("the cable is out");
        List<Change> tried = new ArrayList<>();
        beforeEachChange(tried::add);

        time.advance(MINUTE.multipliedBy(10));

        // two admins, from the first minute on
        assertThat(tried).hasSizeBetween(2 * 9 * 29, 2 * 9 * 30 + 2);
    }

    @Test
    void whatAlwaysFailsHoldsUpNobodyAndIsSaidOnce(CapturedOutput output) {
        put(drain("a", 1, time.now().plusSeconds(30)));
        put(drain("b", 1, time.now().plusSeconds(30)));
        beforeEachChange(change -> {
            if (change.key().id().equals("a")) {
                connection.away("no right to touch a");
                serial.execute(connection::back);
            }
        });

        time.advance(MINUTE.multipliedBy(3));

        assertThat(stored()).extracting(o -> o.key().id()).containsExactly("a");
        assertThat(output.getAll().lines().filter(line -> line.contains("WARN") && line.contains("override of")))
                .as("each admin once")
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains("The end of the override of orders/a has failed: The registry is away: no right to"
                                + " touch a; it is tried again every 2 s"));
    }

    @Test
    void whatIsNeverAnsweredHoldsUpNobody(CapturedOutput output) {
        put(drain("a", 1, time.now().plusSeconds(30)));
        put(drain("b", 1, time.now().plusSeconds(30)));
        beforeEachChange(change -> {
            if (change.key().id().equals("a")) {
                connection.loseRequests(1);
            }
        });

        time.advance(MINUTE.multipliedBy(3));

        assertThat(stored()).extracting(o -> o.key().id()).containsExactly("a");
        assertThat(output.getAll())
                .contains("The end of the override of orders/a has failed: the registry has not answered the change"
                        + " within 10000ms; it is tried again every 2 s");
    }

    @Test
    void whatARegistryThrowsHoldsUpNobody(CapturedOutput output) {
        put(drain("a", 1, time.now().plusSeconds(30)));
        put(drain("b", 1, time.now().plusSeconds(30)));
        registry.refused = change -> {
            if (change.key().id().equals("a")) {
                throw new IllegalStateException("planted");
            }
            return false;
        };

        time.advance(MINUTE.multipliedBy(3));

        assertThat(stored()).extracting(o -> o.key().id()).containsExactly("a");
        assertThat(output.getAll())
                .contains("The end of the override of orders/a has failed: planted; it is tried again every 2 s");
    }

    @Test
    void whatFailsAnewAfterAllWentWellIsSaidAnew(CapturedOutput output) {
        for (int i = 1; i <= 2; i++) {
            put(drain("a", 1, time.now().plusSeconds(30)));
            registry.refused = change -> true;
            time.advance(MINUTE.multipliedBy(2));
            registry.refused = change -> false;
            time.advance(MINUTE);

            assertThat(stored()).isEmpty();
            assertThat(output.getAll().lines().filter(line -> line.contains("no right to touch a")))
                    .as("each admin, each time")
                    .hasSize(2 * i);
        }
    }

    @Test
    void nobodyWaitsForManyThatAlwaysFail() {
        for (int i = 0; i < 20; i++) {
            put(drain("hopeless" + i, 1, time.now().plusSeconds(30)));
        }
        put(drain("a", 1, time.now().plusSeconds(90)));
        registry.refused = change -> change.key().id().startsWith("hopeless");

        time.advance(MINUTE.multipliedBy(2).plusSeconds(1));

        assertThat(stored()).hasSize(20).extracting(o -> o.key().id()).doesNotContain("a");
    }

    @Test
    void whatHasFailedIsCaughtUpWithAtOnceWhenOneOfItSucceeds() {
        for (int i = 0; i < 20; i++) {
            put(drain("i" + i, 1, time.now().plusSeconds(30)));
        }
        registry.refused = change -> true;
        time.advance(MINUTE.multipliedBy(2));
        assertThat(stored()).hasSize(20);

        registry.refused = change -> false;
        time.advance(Duration.ofSeconds(2));

        assertThat(stored()).isEmpty();
    }

    @Test
    void saysNothingMoreOnceItIsStopped(CapturedOutput output) {
        put(drain("a", 1, time.now().plusSeconds(30)));
        connection.delay(Duration.ofSeconds(10));
        time.advance(MINUTE.plusSeconds(5));
        keepers.forEach(OverrideKeeper::stop);
        connection.away("the cable is out");

        time.advance(MINUTE);

        assertThat(output.getAll()).doesNotContain("override of orders/a has failed");
    }

    private void beforeEachChange(Consumer<Change> happens) {
        registry.beforeChange = change -> {
            happens.accept(change);
            beforeEachChange(happens);
        };
    }

    private Registry store(int seed) {
        return new InMemoryRegistry(time, LeasePolicy.DEFAULT, new SplittableRandom(seed));
    }

    private static OperatorOverride drain(String id, long version, @Nullable Instant until) {
        return new OperatorOverride(
                new InstanceKey("orders", id),
                version,
                null,
                null,
                Status.DRAINING,
                "alice",
                "",
                THEN,
                until,
                Map.of());
    }

    private void put(OperatorOverride override) {
        done(registry.change(new Change.PutOverride(override)));
    }

    private List<OperatorOverride> stored() {
        return done(registry.snapshot(Set.of("orders")))
                .services()
                .getOrDefault("orders", Snapshot.Records.NONE)
                .overrides();
    }

    private <T> T done(CompletionStage<T> stage) {
        time.run();
        return stage.toCompletableFuture().join();
    }
}
