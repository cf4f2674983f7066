package io.haplatform.core.registry;

import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A registry whose every answer the test gives itself, in the order it likes, and whose log it writes by hand. */
final class ScriptedRegistry implements Registry {

    /** A request, and the answer it waits for. */
    record Asked<Q, A>(Q question, CompletableFuture<A> answer) {
        void fail(String reason) {
            answer.completeExceptionally(new RegistryException(reason));
        }
    }

    final ArrayDeque<Asked<Set<String>, Snapshot>> snapshots = new ArrayDeque<>();
    final ArrayDeque<Asked<List<Registration>, List<Registered>>> registrations = new ArrayDeque<>();
    final ArrayDeque<Asked<Renewal, Renewed>> renewals = new ArrayDeque<>();
    final ArrayDeque<Asked<Change, Changed>> changes = new ArrayDeque<>();
    final List<Position> followedFrom = new ArrayList<>();

    @Nullable
    Follower follower;

    @Nullable
    RuntimeException followFails;

    int sweeps;
    boolean sweepsHang;
    int snapshotRequests;
    boolean closed;

    /** The next request there is; each is taken once. */
    static <T> T next(ArrayDeque<T> requests) {
        T next = requests.poll();
        if (next == null) {
            throw new AssertionError("there must be a request but is none");
        }
        return next;
    }

    Follower follower() {
        if (follower == null) {
            throw new AssertionError("somebody must follow the log but nobody does");
        }
        return follower;
    }

    static Position at(long revision) {
        return new Position("store", revision, revision == 0 ? "" : "n" + revision);
    }

    /** The entry that leads to {@link #at at(revision)}. */
    static LogEntry entry(long revision, Instant at, Mutation... mutations) {
        return new LogEntry(at(revision), at(revision - 1).nonce(), at, List.of(mutations));
    }

    /** A snapshot of some services, each with these instances. */
    static Snapshot snapshot(Position position, Instant now, Map<String, List<Registration>> services) {
        Map<String, Snapshot.Records> records = new HashMap<>();
        services.forEach((service, instances) ->
                records.put(service, new Snapshot.Records(instances, List.of(), List.of(), Map.of())));
        Map<String, List<Registration>> present = new LinkedHashMap<>(services);
        present.values().removeIf(List::isEmpty);
        return new Snapshot(position, now, present.keySet(), records, List.of());
    }

    /** What an observer of this name publishes here. */
    Refusals refusals(Time time, SerialExecutor serial, String observer) {
        return new Refusals(
                this,
                serial,
                new Requests(serial, Duration.ofSeconds(1)),
                new Terms(LeasePolicy.DEFAULT, time, new SplittableRandom(1)),
                observer);
    }

    @Override
    public String type() {
        return "scripted";
    }

    @Override
    public CompletionStage<List<Registered>> register(List<Registration> batch) {
        return ask(registrations, batch);
    }

    @Override
    public CompletionStage<Renewed> renew(Renewal renewal) {
        return ask(renewals, renewal);
    }

    @Override
    public CompletionStage<Changed> change(Change change) {
        return ask(changes, change);
    }

    @Override
    public CompletionStage<Swept> sweep() {
        sweeps++;
        return sweepsHang ? new CompletableFuture<>() : CompletableFuture.completedFuture(Swept.nothing(at(0)));
    }

    @Override
    public CompletionStage<Snapshot> snapshot(Set<String> services) {
        snapshotRequests++;
        return ask(snapshots, services);
    }

    @Override
    public Subscription follow(Position from, Follower follower) {
        if (followFails != null) {
            throw followFails;
        }
        followedFrom.add(from);
        this.follower = follower;
        return () -> {
            if (this.follower == follower) {
                this.follower = null;
            }
        };
    }

    @Override
    public void close() {
        closed = true;
    }

    private static <Q, A> CompletionStage<A> ask(ArrayDeque<Asked<Q, A>> requests, Q question) {
        Asked<Q, A> asked = new Asked<>(question, new CompletableFuture<>());
        requests.add(asked);
        return asked.answer();
    }
}
