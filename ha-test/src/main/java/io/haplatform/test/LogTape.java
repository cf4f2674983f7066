package io.haplatform.test;

import io.haplatform.core.instance.Mutation;
import io.haplatform.core.registry.Follower;
import io.haplatform.core.registry.LogEntry;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A follower that writes down all it is told, and can wait until it has been told everything. */
final class LogTape implements Follower {

    /** As {@link Follower#onGap} was told. */
    record Gap(String reason, boolean historyLost) {}

    private final SharedStore store;
    private final Registry registry;
    private final List<LogEntry> entries = new CopyOnWriteArrayList<>();
    private final List<String> gaps = new CopyOnWriteArrayList<>();
    private final Map<Position, CompletableFuture<LogEntry>> told = new ConcurrentHashMap<>();
    private final CompletableFuture<Gap> gap = new CompletableFuture<>();
    private final Subscription subscription;
    private final Position start;
    private int read;

    /** Follows from where the store stands now. */
    LogTape(SharedStore store, Registry registry) {
        this(store, registry, store.await(registry.snapshot(Set.of())).position());
    }

    LogTape(SharedStore store, Registry registry, Position from) {
        this.store = store;
        this.registry = registry;
        this.start = from;
        this.subscription = registry.follow(from, this);
    }

    @Override
    public void onEntry(LogEntry entry) {
        entries.add(entry);
        toldOf(entry.position()).complete(entry);
    }

    @Override
    public void onGap(String reason, boolean historyLost) {
        gaps.add(reason);
        gap.complete(new Gap(reason, historyLost));
    }

    @Override
    public void onAvailability(boolean available, String reason) {}

    /** Everything there is in the log by now, since this follows. */
    List<LogEntry> entries() {
        Position head = store.await(registry.snapshot(Set.of())).position();
        if (!head.equals(start)) {
            store.await(toldOf(head));
        }
        return List.copyOf(entries);
    }

    private CompletableFuture<LogEntry> toldOf(Position position) {
        return told.computeIfAbsent(position, p -> new CompletableFuture<>());
    }

    /** The changes since this was last asked. */
    List<Mutation> mutations() {
        List<LogEntry> all = entries();
        List<Mutation> news = new ArrayList<>();
        all.subList(read, all.size()).forEach(entry -> news.addAll(entry.mutations()));
        read = all.size();
        return news;
    }

    Gap gap() {
        return store.await(gap);
    }

    /** What has been told by now, without waiting for more. */
    List<LogEntry> toldSoFar() {
        return List.copyOf(entries);
    }

    List<String> gaps() {
        return gaps;
    }

    void stop() {
        subscription.close();
    }
}
