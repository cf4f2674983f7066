package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Observation.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges, once, all whose lease has ended: who goes, who stays, and who is suspected for it. */
final class MemorySweep {

    /** What the registry itself concludes outlives any sensible absence; it is written anew at half of this. */
    static final Duration LAPSED_HOLDS = Duration.ofHours(1);

    /** How many of each kind one sweep writes; the next goes on. Bounds how long a store does nothing else. */
    static final int MOST = 200;

    private static final Comparator<Holding> BY_LEASE = Comparator.comparing(Holding::leaseEnd)
            .thenComparing(holding -> holding.key().toString());

    private final MemoryObservations observations;
    private final Instant now;
    private final Instant settled;
    private final Set<String> living = new HashSet<>();
    private final List<Holding> due = new ArrayList<>();
    private final List<Holding> late = new ArrayList<>();
    private final Set<InstanceKey> proven = new HashSet<>();
    final List<Holding> removed = new ArrayList<>();
    final List<Observation> lapsed = new ArrayList<>();
    private final List<InstanceKey> held = new ArrayList<>();
    private final List<Holding> silent = new ArrayList<>();

    /** @param span the longest lease: whoever was cut off together has fallen silent within half of it */
    MemorySweep(
            Collection<Map<InstanceKey, Holding>> services,
            MemoryObservations observations,
            Duration span,
            Instant now) {
        this.observations = observations;
        this.now = now;
        this.settled = now.minus(Duration.ofMillis(span.toMillis() / 2));
        Instant overdue = now.plus(Duration.ofMillis(span.toMillis() * 2 / 5));
        services.forEach(instances -> instances.values().forEach(holding -> {
            if (now.isBefore(holding.leaseEnd())) {
                living.add(holding.key().service());
                if (!holding.leaseEnd().isAfter(overdue)) {
                    late.add(holding);
                }
            } else {
                due.add(holding);
            }
        }));
        due.sort(BY_LEASE);
        late.sort(BY_LEASE);
        due.stream().filter(this::isProven).forEach(holding -> proven.add(holding.key()));
    }

    /** Whose lease has ended while nothing proves their death. */
    int silent() {
        return due.size() - proven.size();
    }

    void judge(MemoryGrace grace, MemoryProtection protection) {
        for (Holding holding : due) {
            boolean forbearing = grace.holds(holding.key().service(), now);
            boolean dead = proven.contains(holding.key());
            boolean kept = forbearing
                    || !living.contains(holding.key().service())
                    || (!dead
                            && (protection.state().active()
                                    || holding.leaseEnd().isAfter(settled)));
            if (!kept && removed.size() < MOST) {
                removed.add(holding);
                continue;
            }
            if (held.size() < MOST) {
                held.add(holding.key());
            }
            if (kept && !forbearing) {
                lapse(holding, dead);
                if (!dead) {
                    silent.add(holding);
                }
            }
        }
        protection.onRemoved((int) removed.stream()
                .filter(holding -> proven.contains(holding.key()))
                .count());
    }

    /** @param forbearing whether nobody need be asked now */
    Swept result(boolean forbearing, Protection protection, Position head) {
        List<Holding> named = new ArrayList<>();
        if (!forbearing) {
            nameSilent(named);
            nameLate(named);
        }
        List<Swept.Silent> silent = named.stream()
                .map(holding -> new Swept.Silent(
                        holding.key(),
                        holding.registration().incarnation(),
                        holding.registration().address()))
                .toList();
        return new Swept(removed.stream().map(Holding::key).toList(), held, silent, protection, head);
    }

    /** From another one on each time, so that all have their turn. */
    private void nameSilent(List<Holding> named) {
        for (int i = 0; i < Math.min(silent.size(), Swept.SILENT); i++) {
            named.add(silent.get((int) ((now.toEpochMilli() + i) % silent.size())));
        }
    }

    /** Who has missed a renewal, unless somebody has an eye on it already. */
    private void nameLate(List<Holding> named) {
        if (late.isEmpty()) {
            return;
        }
        int from = (int) (now.toEpochMilli() % late.size());
        int to = Math.min(late.size(), from + Swept.SILENT - named.size());
        late.subList(from, to).stream()
                .filter(holding -> observations.valid(holding.key(), now).noneMatch(this::isShortLived))
                .forEach(named::add);
    }

    private boolean isShortLived(Observation seen) {
        return !seen.observer().equals(Observation.REGISTRY)
                && !seen.expiresAt().isAfter(now.plus(LAPSED_HOLDS.dividedBy(2)));
    }

    /** A refused connection proves death for as long as its observer says; who says more than half an hour guesses. */
    private boolean isProven(Holding holding) {
        return observations
                .valid(holding.key(), now)
                .anyMatch(seen -> seen.evidence() == Evidence.REFUSED
                        && (seen.observer().equals(Observation.REGISTRY) || isShortLived(seen)));
    }

    private void lapse(Holding holding, boolean dead) {
        Observation before = observations.of(holding.key(), Observation.REGISTRY);
        boolean said = before != null
                && now.isBefore(before.expiresAt().minus(LAPSED_HOLDS.dividedBy(2)))
                && (before.evidence() == Evidence.REFUSED || !dead);
        if (said || lapsed.size() == MOST) {
            return;
        }
        lapsed.add(new Observation(
                holding.key(),
                holding.registration().incarnation(),
                Observation.REGISTRY,
                dead ? Evidence.REFUSED : Evidence.LAPSED,
                "lease ended at " + holding.leaseEnd() + (dead ? ", and connections are refused" : ""),
                now,
                now.plus(LAPSED_HOLDS)));
    }
}
