package io.haplatform.admin.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LeaseBookTest {

    private static final InstanceKey A = new InstanceKey("orders", "a");
    private static final InstanceKey B = new InstanceKey("orders", "b");
    private static final Instant END = Instant.parse("2026-01-01T00:00:06Z");

    private final ManualTime time = new ManualTime();
    private int readings;
    private CompletionStage<Snapshot> answer = answer(A);
    private final LeaseBook book = new LeaseBook(
            services -> {
                readings++;
                return answer;
            },
            time);

    @Test
    void asksOnceASecondWhoeverAsks() {
        assertThat(ask(A)).containsOnlyKeys(A);
        time.advance(Duration.ofMillis(999));
        ask(A);
        assertThat(readings).isEqualTo(1);

        time.advance(Duration.ofMillis(1));
        ask(A);
        assertThat(readings).isEqualTo(2);
    }

    @Test
    void asksAgainSoonForAnInstanceThatIsNewer() {
        ask(A);
        answer = answer(A, B);
        time.advance(Duration.ofMillis(99));
        assertThat(ask(A, B)).containsOnlyKeys(A);

        time.advance(Duration.ofMillis(1));
        assertThat(ask(A, B)).containsOnlyKeys(A, B);
    }

    @Test
    void staysWithTheLastReadingWhileTheRegistryIsAway() {
        ask(A);
        time.advance(Duration.ofSeconds(5));
        answer = CompletableFuture.failedFuture(new RegistryException("Redis is away"));

        assertThat(ask(A)).containsEntry(A, END);
    }

    @Test
    void waitsNoLongerThanHalfASecondAndAsksNoSecondTimeMeanwhile() {
        ask(A);
        time.advance(Duration.ofSeconds(5));
        CompletableFuture<Snapshot> hanging = new CompletableFuture<>();
        answer = hanging;

        assertThat(ask(A)).containsEntry(A, END);
        assertThat(ask(A)).containsEntry(A, END);
        assertThat(readings).isEqualTo(2);

        hanging.complete(snapshot(B));
        assertThat(ask(B)).containsOnlyKeys(B);
    }

    private Map<InstanceKey, Instant> ask(InstanceKey... wanted) {
        return book.leases(Set.of("orders"), Set.of(wanted));
    }

    private static CompletionStage<Snapshot> answer(InstanceKey... keys) {
        return CompletableFuture.completedFuture(snapshot(keys));
    }

    private static Snapshot snapshot(InstanceKey... keys) {
        Map<InstanceKey, Instant> leases = new HashMap<>();
        for (InstanceKey key : keys) {
            leases.put(key, END);
        }
        Snapshot.Records records = new Snapshot.Records(List.of(), List.of(), List.of(), leases);
        return new Snapshot(Position.NONE, END, Set.of("orders"), Map.of("orders", records), List.of());
    }
}
