package io.haplatform.core.registry;

import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Has the registry look for leases that have ended, about once a second. In a small fleet every process does it; in a
 * large one about ten in each second, drawn by lot, so that the store's load does not grow with the fleet.
 *
 * <p>For use on the registrar's executor alone.
 */
final class Sweeper {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int SWEEPERS = 10;

    private final Registry registry;
    private final SerialExecutor serial;
    private final Requests requests;
    private final Terms terms;
    private final RandomGenerator random;
    private boolean underWay;
    private @Nullable Cancellable timer;

    Sweeper(Registry registry, SerialExecutor serial, Requests requests, Terms terms, RandomGenerator random) {
        this.registry = registry;
        this.serial = serial;
        this.requests = requests;
        this.terms = terms;
        this.random = random;
    }

    void start() {
        timer = serial.schedule(terms.jittered(INTERVAL), this::sweep);
    }

    void close() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void sweep() {
        start();
        boolean drawn = terms.watchers() <= SWEEPERS || random.nextInt(terms.watchers()) < SWEEPERS;
        if (drawn && !underWay) {
            underWay = true;
            // whether the registry is there is what renewals say; a sweep that fails is made up for by the next one
            requests.send("a sweep", registry::sweep, swept -> underWay = false, reason -> underWay = false);
        }
    }
}
