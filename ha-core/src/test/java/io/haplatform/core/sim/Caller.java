package io.haplatform.core.sim;

import io.haplatform.core.balance.Balancers;
import io.haplatform.core.call.CallPolicy;
import io.haplatform.core.call.Calls;
import io.haplatform.core.observe.ProbePolicy;
import io.haplatform.core.observe.SuspicionListener;
import io.haplatform.core.observe.Suspicions;
import java.util.List;
import java.util.Random;

/**
 * A process that calls the service, at moments that do not depend on how its calls go: who waits for an answer before
 * the next call would call less the worse it gets, and never see it.
 */
final class Caller implements Runnable {

    /** Of the logarithm of the work: one call in a hundred is three times the mean. */
    private static final double SIGMA = 0.5;

    private final Simulation simulation;
    private final Shape shape;
    // apart from the algorithms', so that all of these see the very same calls
    private final Random traffic;
    private final Balancers balancers;
    private final Calls calls;

    Caller(Simulation simulation, Shape shape, Random traffic, Random random) {
        this.simulation = simulation;
        this.shape = shape;
        this.traffic = traffic;
        this.balancers = new Balancers(
                simulation.roster(),
                simulation.time(),
                random,
                List.of(new Oracle(simulation::server, shape.meanNanos())),
                service -> simulation.policy());
        Suspicions suspicions = new Suspicions(
                balancers, simulation.probes(), simulation.time(), random, ProbePolicy.DEFAULT, SuspicionListener.NONE);
        this.calls = new Calls(
                balancers, suspicions, simulation.time(), random, service -> CallPolicy.DEFAULT, List.of(), List.of());
    }

    void start() {
        // the service is known before the first call
        balancers.of(Simulation.SERVICE);
        simulation.after(gap(), this);
    }

    /** Its policy has changed. */
    void refresh() {
        balancers.refresh();
    }

    @Override
    public void run() {
        if (simulation.nanos() >= shape.lengthNanos()) {
            return;
        }
        simulation.after(gap(), this);
        boolean writes = traffic.nextDouble() < simulation.writes();
        new Errand(simulation, calls, work(), simulation.keys().draw(traffic), writes).next();
    }

    private long gap() {
        double perSecond = shape.callsPerSecond() / shape.callers() * simulation.surge();
        return (long) (-StrictMath.log(1 - traffic.nextDouble()) / perSecond * 1e9);
    }

    private long work() {
        // the mean of such numbers is e^(sigma^2/2)
        return (long) (shape.meanNanos() * StrictMath.exp(SIGMA * traffic.nextGaussian() - SIGMA * SIGMA / 2));
    }
}
