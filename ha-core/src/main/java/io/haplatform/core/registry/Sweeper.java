package io.haplatform.core.registry;

import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the registry look for leases that have ended, about once a second, or four times per lease where that is shorter.
 * In a small fleet every process does it; in a large one about ten each time, drawn by lot, so that the store's load does
 * not grow with the fleet.
 *
 * <p>Whether the registry is there is what renewals say. A sweep that fails again and again though the registry answers
 * something else (a right is missing, a key is somebody else's) is said, once per reason.
 *
 * <p>For use on the registrar's executor alone.
 */
final class Sweeper {

    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int SWEEPERS = 10;
    /** So many failures in a row are no accident. */
    private static final int SUSPICIOUS = 3;
    /** A reason may contain anything: they must not fill memory or the log. */
    private static final int MOST_REASONS = 20;

    private final Registry registry;
    private final SerialExecutor serial;
    private final Requests requests;
    private final Terms terms;
    private final RandomGenerator random;
    private final Consumer<Swept> swept;
    private final Set<String> said = new HashSet<>();
    private int failures;
    private boolean underWay;
    private @Nullable Cancellable timer;

    /** @param swept told what each sweep of this process did */
    Sweeper(
            Registry registry,
            SerialExecutor serial,
            Requests requests,
            Terms terms,
            RandomGenerator random,
            Consumer<Swept> swept) {
        this.registry = registry;
        this.serial = serial;
        this.requests = requests;
        this.terms = terms;
        this.random = random;
        this.swept = swept;
    }

    /** How often to sweep where leases last this long: three in a row must fit into a lease. */
    static Duration interval(Duration lease) {
        Duration quarter = lease.dividedBy(4);
        return quarter.compareTo(INTERVAL) < 0 ? quarter : INTERVAL;
    }

    void start() {
        timer = serial.schedule(terms.jittered(interval(terms.lease())), this::sweep);
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
            requests.send("a sweep", registry::sweep, this::succeeded, this::failed);
        }
    }

    private void succeeded(Swept answer) {
        underWay = false;
        failures = 0;
        swept.accept(answer);
    }

    private void failed(String reason) {
        underWay = false;
        failures++;
        if (failures >= SUSPICIOUS && said.size() < MOST_REASONS && !said.contains(reason)) {
            // nothing is asked for: it only shows whether the registry answers at all
            requests.send("a snapshot", () -> registry.snapshot(Set.of()), there -> say(reason), away -> {});
        }
    }

    private void say(String reason) {
        if (said.add(reason)) {
            log.warn(
                    "Sweeping for ended leases fails though the registry answers: {}; until a sweep succeeds, instances"
                            + " that died without a word stay listed",
                    reason);
        }
    }
}
