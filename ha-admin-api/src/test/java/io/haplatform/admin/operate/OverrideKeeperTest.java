package io.haplatform.admin.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.admin.Instances;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Two admins look after the overrides of one registry. */
@ExtendWith(OutputCaptureExtension.class)
class OverrideKeeperTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTime time = new ManualTime();
    private final MovingRegistry registry = new MovingRegistry(time);

    @BeforeEach
    void twoAdmins() {
        done(registry.register(List.of(Instances.of("orders", "a").build())));
        for (int i = 0; i < 2; i++) {
            Directory directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, new SplittableRandom(i));
            directory.start();
            directory.followAll();
            new OverrideKeeper(directory, registry, time, new AuditLog()).start();
        }
        time.run();
    }

    @Test
    void whatAnEmptiedStoreHasLostIsWrittenBackOnce(CapturedOutput output) {
        put(drain("a", 1, null));
        put(drain("a", 2, null));
        put(drain("gone", 1, null));

        registry.empty();
        time.advance(Duration.ofSeconds(1));

        assertThat(stored()).containsExactly(drain("a", 1, null), drain("gone", 1, null));
        assertThat(output.getAll().lines().filter(line -> line.contains("\"action\":\"restore\"")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("\"author\":\"ha-admin\"", "\"author\":\"alice\""));
    }

    @Test
    void waitsForAStoreThatIsAway() {
        put(drain("a", 1, null));
        registry.beforeChange = () -> registry.away = true;
        registry.empty();
        time.advance(Duration.ofSeconds(10));
        registry.away = false;
        assertThat(stored()).isEmpty();

        time.advance(Duration.ofSeconds(2));

        assertThat(stored()).containsExactly(drain("a", 1, null));
    }

    @Test
    void whatAnOperatorSaysMeanwhileStands() {
        put(drain("a", 1, null));
        OperatorOverride word = new OperatorOverride(
                new InstanceKey("orders", "a"), 1, 0, null, null, "bob", "", Instances.THEN, null, Map.of());
        registry.beforeChange = () -> registry.change(new Change.PutOverride(word));

        registry.empty();
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

    private static OperatorOverride drain(String id, long version, @Nullable Instant until) {
        return new OperatorOverride(
                new InstanceKey("orders", id),
                version,
                null,
                null,
                Status.DRAINING,
                "alice",
                "",
                Instances.THEN,
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
