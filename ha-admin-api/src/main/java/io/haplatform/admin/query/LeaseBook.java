package io.haplatform.admin.query;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * When each lease ends. Leases move with every renewal and so are not in the log; they are read from the registry when
 * somebody asks, and never waited for longer than half a second: while the registry is away the last reading stands. A
 * reading serves everybody for a second; one that lacks a lease that is asked for, because the instance is newer, for a
 * tenth of it.
 *
 * <p>Thread-safe; blocks the asking thread for that half second at most, so it is not for event loops.
 */
final class LeaseBook {

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long FRESH_NANOS_WITH_HOLES = FRESH_NANOS / 10;
    private static final long PATIENCE_MILLIS = 500;

    /** One reading: taken when, and what it said; the book before the first is empty. */
    private record Reading(long atNanos, Map<InstanceKey, Instant> leases) {}

    private final Function<Set<String>, CompletionStage<Snapshot>> snapshots;
    private final Ticker ticker;
    private @Nullable Reading last;
    private @Nullable CompletableFuture<Reading> underWay;

    /** @param snapshots reads the registry: {@code registry::snapshot} */
    LeaseBook(Function<Set<String>, CompletionStage<Snapshot>> snapshots, Ticker ticker) {
        this.snapshots = snapshots;
        this.ticker = ticker;
    }

    /**
     * The ends of leases, by the store's clock.
     *
     * @param services to read
     * @param wanted whose leases the caller will look for
     */
    Map<InstanceKey, Instant> leases(Set<String> services, Set<InstanceKey> wanted) {
        CompletableFuture<Reading> reading;
        synchronized (this) {
            Reading known = last;
            if (known != null && isFresh(known, wanted)) {
                return known.leases();
            }
            reading = underWay == null ? read(services) : underWay;
        }
        try {
            return reading.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).leases();
        } catch (ExecutionException | TimeoutException e) {
            return lastKnown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lastKnown();
        }
    }

    private boolean isFresh(Reading reading, Set<InstanceKey> wanted) {
        long age = ticker.nanos() - reading.atNanos();
        return age < FRESH_NANOS_WITH_HOLES
                || (age < FRESH_NANOS && reading.leases().keySet().containsAll(wanted));
    }

    private CompletableFuture<Reading> read(Set<String> services) {
        long began = ticker.nanos();
        CompletableFuture<Reading> reading = new CompletableFuture<>();
        underWay = reading;
        snapshots.apply(services).whenComplete((snapshot, failure) -> {
            Reading done = failure == null ? new Reading(began, merge(snapshot)) : null;
            finished(reading, done);
            if (done == null) {
                reading.completeExceptionally(failure);
            } else {
                reading.complete(done);
            }
        });
        return reading;
    }

    private synchronized void finished(CompletableFuture<Reading> reading, @Nullable Reading done) {
        if (done != null) {
            last = done;
        }
        if (underWay == reading) {
            underWay = null;
        }
    }

    private synchronized Map<InstanceKey, Instant> lastKnown() {
        return last == null ? Map.of() : last.leases();
    }

    private static Map<InstanceKey, Instant> merge(Snapshot snapshot) {
        Map<InstanceKey, Instant> leases = new HashMap<>();
        snapshot.services().values().forEach(records -> leases.putAll(records.leases()));
        return Map.copyOf(leases);
    }
}
