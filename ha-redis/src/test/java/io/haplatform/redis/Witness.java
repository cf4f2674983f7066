package io.haplatform.redis;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.registry.ServiceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks at everything that the processes of a fault history publish, and writes down what must not be: a living instance
 * missing from a view, an empty list, two owners of one id for longer than a renewal.
 *
 * <p>Thread-safe.
 */
final class Witness {

    /**
     * @param owned looks that found exactly one owner
     * @param handedOver how often that was another one than before
     */
    record Claims(int owned, int handedOver) {}

    /** A renewal that goes through, after one that was not answered; half a second is the machine's. */
    static final Duration LONGEST_CLAIM = FaultyProcess.LEASES
            .renewInterval()
            .multipliedBy(2)
            .plus(FaultyProcess.TIMINGS.commandTimeout().multipliedBy(2))
            .plusMillis(500);

    private final long begin = System.nanoTime();
    private final Set<InstanceKey> living = ConcurrentHashMap.newKeySet();
    private final Set<String> settled = ConcurrentHashMap.newKeySet();
    private final List<String> told = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final AtomicLong published = new AtomicLong();
    private long contested;
    private String owner = "";
    private int owned;
    private int handedOver;

    /** What the history does, for whoever has to understand a violation. */
    synchronized void tell(String what) {
        told.add(Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms: " + what);
    }

    /** What took 20 ms and a little took this long: a machine that stands still ends leases, too. */
    void onLook(Duration took) {
        if (took.toMillis() > 300) {
            tell("the machine stood still for " + took.toMillis() + " ms");
        }
    }

    synchronized void violated(String what) {
        if (violations.size() < 20) {
            tell("VIOLATION: " + what);
            violations.add(what + "; before that: " + told.subList(Math.max(0, told.size() - 15), told.size()));
        }
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** How many views it has looked at. */
    long published() {
        return published.get();
    }

    /** From now on these instances belong to every view of every settled process. */
    void expect(List<InstanceKey> keys) {
        living.addAll(keys);
    }

    /** Their process is killed or cut off: their leases may end. */
    void excuse(List<InstanceKey> keys) {
        keys.forEach(living::remove);
    }

    /** This process has once known all; from now on its views are looked at. */
    void settle(String incarnation) {
        settled.add(incarnation);
    }

    /** A process has published a view. */
    void onView(String incarnation, ServiceView view) {
        if (!settled.contains(incarnation)) {
            return;
        }
        published.incrementAndGet();
        if (view.instances().isEmpty()) {
            violated(incarnation + " was left with an empty list of " + view.service());
        }
        for (InstanceKey key : living) {
            if (key.service().equals(view.service()) && view.instance(key) == null && living.contains(key)) {
                violated(incarnation + " has dropped " + key + ", whose process lives, at revision " + view.revision());
            }
        }
    }

    private void onOwner(String only) {
        owned++;
        handedOver += owner.isEmpty() || owner.equals(only) ? 0 : 1;
        owner = only;
    }

    /** What it has seen of the id that all want. */
    synchronized Claims claims() {
        return new Claims(owned, handedOver);
    }

    /** Asked again and again: how many processes believe at this moment that they own the id that all want. */
    synchronized void onClaims(List<String> owners) {
        long now = System.nanoTime();
        if (owners.size() < 2) {
            contested = 0;
            owners.forEach(this::onOwner);
        } else if (contested == 0) {
            contested = now;
        } else if (now - contested > LONGEST_CLAIM.toNanos()) {
            contested = now;
            violated(owners + " have all believed for " + LONGEST_CLAIM.toMillis() + " ms that they own "
                    + FaultyProcess.SHARED);
        }
    }
}
