package io.haplatform.admin.query;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Overrides;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is imposed on whom, from the directory's memory. Thread-safe; waits for that memory, and for the registry
 * only when it is asked about a service that the directory does not follow, two seconds at most.
 */
public final class OverrideQuery {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Directory directory;
    private final Time time;

    OverrideQuery(Directory directory, Time time) {
        this.directory = directory;
        this.time = time;
    }

    /**
     * A stretch of the sorted list.
     *
     * @param items by service, then id
     * @param total how many there are in all
     * @param more whether others follow
     */
    public record Stretch(List<Imposition> items, int total, boolean more) {}

    /**
     * @param service only of this one, which is followed from now on; null for all
     * @param after the last one of the stretch before, or null to begin
     */
    public Stretch read(@Nullable String service, @Nullable InstanceKey after, int limit) {
        if (service != null) {
            // what it cannot say in time, memory cannot say either
            await(directory.lookup(service));
        }
        CompletableFuture<Overrides> overrides = directory.overrides().toCompletableFuture();
        await(overrides);
        if (!overrides.isDone()) {
            throw new IllegalStateException("the directory must answer within " + PATIENCE.toSeconds() + " s");
        }
        Overrides known = overrides.join();
        List<OperatorOverride> wanted = known.all().stream()
                .filter(o -> service == null || service.equals(o.key().service()))
                .toList();
        List<OperatorOverride> rest = after == null
                ? wanted
                : wanted.stream().filter(o -> o.key().compareTo(after) > 0).toList();
        return new Stretch(
                rest.stream().limit(limit).map(o -> tell(o, known)).toList(), wanted.size(), rest.size() > limit);
    }

    private Imposition tell(OperatorOverride override, Overrides known) {
        InstanceKey key = override.key();
        return new Imposition(
                key.service(),
                key.id(),
                directory.view(key.service()).instance(key) != null,
                !override.holdsAt(known.now()),
                BackendView.imposed(override));
    }

    private void await(CompletionStage<?> stage) {
        try {
            time.await(stage, PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the admin stops waiting for the directory", e);
        }
    }
}
