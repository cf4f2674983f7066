package io.haplatform.admin.operate;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Follower;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.Renewed;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.registry.Swept;
import io.haplatform.core.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A registry in memory that a test empties, takes away, or lets somebody else use at the worst moment. */
final class MovingRegistry implements Registry {

    private final Time time;
    private final List<Follower> followers = new ArrayList<>();
    private Registry now;
    private int seed;

    /** Run once, before the next change is passed on. */
    Runnable beforeChange = () -> {};

    boolean away;
    boolean forgetful;

    MovingRegistry(Time time) {
        this.time = time;
        this.now = next();
    }

    private Registry next() {
        return new InMemoryRegistry(time, LeasePolicy.DEFAULT, new SplittableRandom(++seed));
    }

    void empty() {
        now = next();
        List<Follower> told = List.copyOf(followers);
        followers.clear();
        told.forEach(follower -> follower.onGap("it was emptied", true));
    }

    @Override
    public String type() {
        return "moving";
    }

    @Override
    public CompletionStage<List<Registered>> register(List<Registration> batch) {
        return now.register(batch);
    }

    @Override
    public CompletionStage<Renewed> renew(Renewal renewal) {
        return now.renew(renewal);
    }

    @Override
    public CompletionStage<Changed> change(Change change) {
        Runnable first = beforeChange;
        beforeChange = () -> {};
        first.run();
        CompletionStage<Changed> changed = away ? gone() : now.change(change);
        return forgetful ? changed.thenCompose(done -> gone()) : changed;
    }

    @Override
    public CompletionStage<Swept> sweep() {
        return now.sweep();
    }

    @Override
    public CompletionStage<Snapshot> snapshot(Set<String> services) {
        return away ? gone() : now.snapshot(services);
    }

    private static <T> CompletionStage<T> gone() {
        return CompletableFuture.failedFuture(new RegistryException("the store is away"));
    }

    @Override
    public Subscription follow(Position from, Follower follower) {
        followers.add(follower);
        Subscription inner = now.follow(from, follower);
        return () -> {
            followers.remove(follower);
            inner.close();
        };
    }

    @Override
    public void close() {
        now.close();
    }
}
