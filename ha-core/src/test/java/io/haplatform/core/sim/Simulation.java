package io.haplatform.core.sim;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.HashPolicy;
import io.haplatform.core.sim.Trouble.Sort;
import io.haplatform.core.time.ManualTime;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * One run: callers with an algorithm, servers, and what happens to them. One thread; all that is chance comes from the
 * seed, and all that happens, production's own timers too, is in one order of time and submission, so that a run can be
 * repeated to the last event. The same seed gives each algorithm the same calls.
 */
final class Simulation {

    static final String SERVICE = "orders";

    /** From a caller to a server, or back. */
    static final long ONE_WAY = 250_000;

    /** After the last call has begun: longer than any call may take. */
    private static final Duration REST = Duration.ofSeconds(6);

    private final ManualTime time = new ManualTime();
    private final SerialExecutor executor = time.serial("simulation");
    private final Map<String, Server> servers = new TreeMap<>();
    private final List<Caller> callers = new ArrayList<>();
    private final Tally tally = new Tally();
    private final Roster roster = new Roster(SERVICE, time);
    private final Probes probes = new Probes(time, executor, this::server);
    private final Scenario scenario;
    private final String algorithm;
    private final long seed;
    private BalancePolicy policy;
    private DoubleUnaryOperator surge = second -> 1;
    private Keys keys = Keys.uniform();
    private double writes;

    private Simulation(Scenario scenario, String algorithm, long seed) {
        this.scenario = scenario;
        this.algorithm = algorithm;
        this.seed = seed;
        this.policy = policy(algorithm);
    }

    static Figures run(Scenario scenario, String algorithm, long seed) {
        return new Simulation(scenario, algorithm, seed).run();
    }

    private Figures run() {
        Shape shape = scenario.shape();
        IntStream.range(0, shape.servers()).forEach(this::addServer);
        scenario.script().accept(this);
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < shape.callers(); i++) {
            callers.add(new Caller(this, shape, new Random(seeds.nextLong()), new Random(seeds.nextLong())));
        }
        callers.forEach(Caller::start);
        time.advance(Duration.ofNanos(shape.lengthNanos()).plus(REST));
        return tally.figures(scenario.name(), algorithm, seed, servers.values());
    }

    // what a scenario may do

    /** The usual servers are numbered from 0; others come by this. */
    Server addServer(int number) {
        Server server = new Server(id(number), scenario.shape().workers());
        servers.put(server.id(), server);
        roster.up(server.id(), "1");
        return server;
    }

    Server server(int number) {
        return server(id(number));
    }

    void troubled(int number, double from, double until, Sort sort) {
        server(number).troubled(new Trouble(nanos(from), nanos(until), sort));
        if (sort == Sort.DOWN) {
            at(until, () -> server(number).restarted(time.nanos()));
        }
    }

    void at(double second, Runnable change) {
        executor.schedule(Duration.ofNanos(nanos(second)), change);
    }

    /** Has all callers choose by another algorithm from now on. */
    void strategy(String name) {
        policy = policy(name);
        callers.forEach(Caller::refresh);
    }

    /** The algorithm that the run is about. */
    String algorithm() {
        return algorithm;
    }

    /** @param factor how many times the usual number of calls there are at a second */
    void surge(DoubleUnaryOperator factor) {
        surge = factor;
    }

    void keys(Keys others) {
        keys = others;
    }

    /** @param share of calls that must not be worked on twice */
    void writes(double share) {
        writes = share;
    }

    Roster roster() {
        return roster;
    }

    static String id(int number) {
        return "s" + (char) ('a' + number / 10) + number % 10;
    }

    static long nanos(double second) {
        return Math.round(second * 1e9);
    }

    // what its parts need

    Server server(String id) {
        return Objects.requireNonNull(servers.get(id), id);
    }

    Time time() {
        return time;
    }

    long nanos() {
        return time.nanos();
    }

    void after(long nanos, Runnable task) {
        executor.schedule(Duration.ofNanos(nanos), task);
    }

    Probes probes() {
        return probes;
    }

    Tally tally() {
        return tally;
    }

    BalancePolicy policy() {
        return policy;
    }

    Keys keys() {
        return keys;
    }

    double writes() {
        return writes;
    }

    double surge() {
        return surge.applyAsDouble(time.nanos() / 1e9);
    }

    private static BalancePolicy policy(String algorithm) {
        HashPolicy byUser = new HashPolicy("user", HashPolicy.DEFAULT.loadFactor(), false, false);
        return new BalancePolicy(algorithm).with(byUser);
    }
}
