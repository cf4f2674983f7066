package io.haplatform.core.observe;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Refusals;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Publishes which instances refused a connection of this process, so that others avoid them before they have met it.
 *
 * <p>One voice is enough: what somebody else has published already is not said again, and a short random wait lets one be
 * first. And no voice is too loud: a process that cannot reach anybody accuses at most a third of a service, twenty
 * instances at most, and each of them for ten seconds at a time.
 */
public final class Witness implements SuspicionListener {

    private static final Duration HESITATION = Duration.ofMillis(100);
    /** What holds for less is said again: the next probe may come later than its end. */
    private static final Duration SOON = Duration.ofMillis(2_500);

    private static final int MOST = 20;

    private final Refusals refusals;
    private final Directory directory;
    private final RandomGenerator random;
    private final SerialExecutor serial;

    public Witness(Refusals refusals, Directory directory, Time time, RandomGenerator random) {
        this.refusals = refusals;
        this.directory = directory;
        this.random = random;
        this.serial = time.serial("the witness");
    }

    @Override
    public void onRefused(Instance instance, String detail) {
        InstanceKey key = instance.key();
        String incarnation = instance.registration().incarnation();
        Duration wait = Duration.ofNanos(random.nextLong(HESITATION.toNanos()));
        serial.schedule(wait, () -> {
            ServiceView view = directory.view(key.service());
            Instance now = view.instance(key);
            if (now != null && now.registration().incarnation().equals(incarnation) && !isKnown(now)) {
                refusals.publish(key, incarnation, detail, mostOf(view));
            }
        });
    }

    @Override
    public void onAnswered(Instance instance) {
        // behind what is about to be said of it
        serial.schedule(HESITATION, () -> refusals.takeBack(instance.key()));
    }

    private boolean isKnown(Instance instance) {
        Instant soon = refusals.storeNow().plus(SOON);
        return instance.observations().stream()
                .anyMatch(seen -> seen.evidence() == Evidence.REFUSED
                        && (seen.expiresAt().isAfter(soon) || seen.observer().equals(Observation.REGISTRY)));
    }

    private static int mostOf(ServiceView view) {
        return Math.min(MOST, (view.instances().size() + 2) / 3);
    }
}
