package io.haplatform.test;

import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.time.ManualTime;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The model as a {@link SharedStore}, under manual time: each connection has its own faults, and the store can be lost
 * under all of them.
 *
 * <p>For one thread.
 */
public final class InMemoryStore implements SharedStore {

    private final ManualTime time;
    private final LeasePolicy policy;
    private final RandomGenerator random;
    private final int logLimit;
    private final List<FaultyRegistry> connections = new ArrayList<>();
    private InMemoryRegistry registry;

    /** @param logLimit how many entries the log keeps */
    public InMemoryStore(ManualTime time, LeasePolicy policy, RandomGenerator random, int logLimit) {
        this.time = time;
        this.policy = policy;
        this.random = random;
        this.logLimit = logLimit;
        this.registry = new InMemoryRegistry(time, policy, random, logLimit);
    }

    @Override
    public FaultyRegistry connect() {
        return connect(time);
    }

    /** A connection whose answers come as this time runs: that of the process that asks. */
    public FaultyRegistry connect(Time processTime) {
        FaultyRegistry connection = new FaultyRegistry(registry, processTime);
        connections.add(connection);
        return connection;
    }

    @Override
    public LeasePolicy policy() {
        return policy;
    }

    @Override
    public void pass(Duration duration) {
        time.advance(duration);
    }

    /** Writes as many entries as the log keeps. */
    @Override
    public void trimLog() {
        for (int i = 0; i < logLimit; i++) {
            registry.register(List.of(
                    Registrations.of("log-filler", "it").incarnation("i" + i).build()));
        }
        time.run();
    }

    @Override
    public void loseEverything() {
        registry.close();
        registry = new InMemoryRegistry(time, policy, random, logLimit);
        connections.forEach(connection -> connection.replaceStore(registry));
        time.run();
    }

    @Override
    public void run() {
        time.run();
    }

    @Override
    public void close() {
        connections.forEach(FaultyRegistry::close);
        time.run();
    }
}
