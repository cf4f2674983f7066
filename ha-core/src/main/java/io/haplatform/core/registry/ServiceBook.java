package io.haplatform.core.registry;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the registry has said of one service, and the instances that follow from it. Records come in by
 * {@link #load} and {@link #apply}; {@link #settle} then works out what that means for readers.
 *
 * <p>Not thread-safe: the directory's executor alone touches it.
 */
final class ServiceBook {

    private final String service;
    private final Map<String, Registration> registrations = new TreeMap<>();
    private final OverrideBook overrides = new OverrideBook();
    private final Map<String, Map<String, Observation>> observations = new HashMap<>();
    private final TreeMap<String, Instance> instances = new TreeMap<>();
    private final Map<String, Mutation.Cause> removals = new HashMap<>();
    private final Set<String> touched = new TreeSet<>();
    private final Set<String> unconfirmed = new TreeSet<>();
    private long base = -1;
    private int sizeAtLoss;
    private boolean firstIsNews;
    private boolean known;

    ServiceBook(String service) {
        this.service = service;
    }

    /** The service came into being before the eyes of its reader: what its first snapshot shows has just happened. */
    void firstIsNews() {
        firstIsNews = true;
    }

    /** Whether log entries can be applied: there is a snapshot, and the log has gone on from it without a gap. */
    boolean isCurrent() {
        return base >= 0;
    }

    /** The log has a gap: what is here stays visible, and waits for a snapshot. */
    void interrupt() {
        base = -1;
    }

    /** What is here was known before this process was started: nobody has seen it in the store. */
    void remember() {
        overrides.remember();
    }

    /** The store knows what is here, but for what another store has lost. */
    void confirm() {
        overrides.confirm();
    }

    /** What was said of the service and does not end by itself, as far as the store knows it. */
    Snapshot.Records records() {
        Map<String, Registration> confirmed = new TreeMap<>(registrations);
        confirmed.keySet().removeAll(unconfirmed);
        return new Snapshot.Records(List.copyOf(confirmed.values()), overrides.stored(), List.of(), Map.of());
    }

    /** Also those that have ended, and those of instances that are not there. */
    Collection<OperatorOverride> overrides() {
        return overrides.all();
    }

    boolean isEmpty() {
        return instances.isEmpty();
    }

    /**
     * Takes over a snapshot.
     *
     * @param historyLost the store has lost what it knew, so that absence proves nothing: what is missing stays, for
     *     {@link #dropUnconfirmed} to end
     * @return operators' words that the store was seen to know and has lost, as the changes that would say them again
     */
    List<Change.PutOverride> load(Snapshot.Records records, long revision, boolean historyLost) {
        Map<String, Registration> before = Map.copyOf(registrations);
        registrations.clear();
        observations.clear();
        records.registrations().forEach(r -> registrations.put(r.key().id(), r));
        records.observations().forEach(this::add);
        sizeAtLoss = historyLost ? Math.max(sizeAtLoss, before.size() - unconfirmed.size()) : sizeAtLoss;
        carryOver(before, historyLost);
        List<Change.PutOverride> lost = overrides.load(records.overrides(), historyLost);
        touched.addAll(before.keySet());
        touched.addAll(registrations.keySet());
        base = revision;
        return lost;
    }

    private void carryOver(Map<String, Registration> before, boolean historyLost) {
        if (historyLost) {
            unconfirmed.addAll(before.keySet());
        }
        unconfirmed.removeAll(registrations.keySet());
        unconfirmed.retainAll(before.keySet());
        unconfirmed.forEach(id -> registrations.put(id, before.get(id)));
    }

    int size() {
        return registrations.size();
    }

    /** Who is here that a store has lost, and nobody has said again; sorted. */
    Set<String> unconfirmed() {
        return Collections.unmodifiableSet(unconfirmed);
    }

    /** Whether without those nobody would be left. */
    boolean isAllUnconfirmed() {
        return !registrations.isEmpty() && unconfirmed.size() == registrations.size();
    }

    /** Whether without those fewer would be left than go. */
    boolean isMostlyUnconfirmed() {
        return unconfirmed.size() > registrations.size() - unconfirmed.size();
    }

    /** How many there were when history was lost under this book; 0 when nothing of that is open. */
    int sizeAtLoss() {
        return sizeAtLoss;
    }

    /** Nobody has confirmed what a lost store once knew: it goes. */
    void dropUnconfirmed() {
        touched.addAll(unconfirmed);
        touched.addAll(overrides.dropLost());
        registrations.keySet().removeAll(unconfirmed);
        unconfirmed.clear();
        sizeAtLoss = 0;
    }

    /** Takes over one change of the log, unless the snapshot already contains it. */
    void apply(Mutation mutation, long revision) {
        if (revision <= base) {
            return;
        }
        String id = mutation.key().id();
        touched.add(id);
        if (mutation instanceof Mutation.Put put) {
            String incarnation = put.registration().incarnation();
            registrations.put(id, put.registration());
            unconfirmed.remove(id);
            removals.remove(id);
            observations.getOrDefault(id, new HashMap<>()).values().removeIf(o -> !o.incarnation()
                    .equals(incarnation));
        } else if (mutation instanceof Mutation.Removed removed) {
            registrations.remove(id);
            observations.remove(id);
            unconfirmed.remove(id);
            removals.put(id, removed.cause());
        } else if (mutation instanceof Mutation.OverridePut put) {
            overrides.put(put.override());
        } else if (mutation instanceof Mutation.OverrideRemoved) {
            overrides.remove(id);
        } else if (mutation instanceof Mutation.Observed observed) {
            add(observed.observation());
        } else if (mutation instanceof Mutation.Unobserved unobserved) {
            observations.getOrDefault(id, new HashMap<>()).remove(unobserved.observer());
        }
    }

    /** Overrides and observations that have ended by now no longer count. */
    void expire(Instant now) {
        for (Instance instance : instances.values()) {
            Instant end = endOf(instance);
            if (end != null && !now.isBefore(end)) {
                touched.add(instance.key().id());
            }
        }
        observations.values().forEach(seen -> seen.values().removeIf(o -> !now.isBefore(o.expiresAt())));
        observations.values().removeIf(Map::isEmpty);
    }

    /** When the next override or observation ends by itself, or null. */
    @Nullable
    Instant nextEnd() {
        Instant next = null;
        for (Instance instance : instances.values()) {
            Instant end = endOf(instance);
            if (end != null && (next == null || end.isBefore(next))) {
                next = end;
            }
        }
        return next;
    }

    private static @Nullable Instant endOf(Instance instance) {
        Instant end = instance.override() == null ? null : instance.override().until();
        for (Observation observation : instance.observations()) {
            if (end == null || observation.expiresAt().isBefore(end)) {
                end = observation.expiresAt();
            }
        }
        return end;
    }

    /**
     * Works out the instances anew that anything has touched.
     *
     * @param now the store's time
     * @param revision of the log entry that brought it
     * @param events told what happened to each instance; the very first snapshot is no event, unless the service is new
     * @return the new view, or null when readers would see no difference
     */
    @Nullable
    ServiceView settle(Instant now, long revision, Consumer<RegistryEvent> events) {
        boolean changed = !known;
        List<RegistryEvent> happened = new ArrayList<>();
        for (String id : touched) {
            Instance before = instances.get(id);
            Instance after = effective(id, now);
            if (after == null) {
                if (before != null) {
                    instances.remove(id);
                    happened.add(gone(before, removals.get(id), now, revision));
                }
            } else if (!after.equals(before)) {
                instances.put(id, after);
                compare(before, after, now, revision, happened);
            }
        }
        touched.clear();
        removals.clear();
        changed |= !happened.isEmpty();
        if (known || firstIsNews) {
            happened.forEach(events);
        }
        known = true;
        return changed ? new ServiceView(service, true, revision, List.copyOf(instances.values())) : null;
    }

    private @Nullable Instance effective(String id, Instant now) {
        Registration registration = registrations.get(id);
        if (registration == null) {
            return null;
        }
        Map<String, Observation> seen = observations.getOrDefault(id, Map.of());
        return Instance.of(registration, overrides.of(id), List.copyOf(seen.values()), now);
    }

    private void add(Observation observation) {
        observations
                .computeIfAbsent(observation.key().id(), id -> new HashMap<>())
                .put(observation.observer(), observation);
    }

    /** After a gap nobody can say why an instance is gone; then it has expired, as far as anybody here knows. */
    private static RegistryEvent gone(Instance instance, Mutation.@Nullable Cause cause, Instant at, long revision) {
        return cause == Mutation.Cause.DEREGISTERED
                ? new RegistryEvent.ServiceDeregistered(instance, at, revision)
                : new RegistryEvent.ServiceExpired(instance, at, revision);
    }

    private static void compare(
            @Nullable Instance before, Instance after, Instant at, long revision, List<RegistryEvent> happened) {
        if (before == null
                || !before.registration()
                        .incarnation()
                        .equals(after.registration().incarnation())) {
            happened.add(new RegistryEvent.ServiceRegistered(after, at, revision));
            return;
        }
        Status from = before.status();
        if (from != after.status()) {
            happened.add(new RegistryEvent.HealthStatusChanged(after, from, after.status(), at, revision));
        }
        if (from == after.status() || differsBeyondStatus(before, after)) {
            happened.add(new RegistryEvent.InstanceChanged(before, after, at, revision));
        }
    }

    private static boolean differsBeyondStatus(Instance before, Instance after) {
        Registration was = before.registration();
        Registration is = after.registration();
        return before.weight() != after.weight()
                || !before.tags().equals(after.tags())
                || !was.equals(is.withStatus(was.status(), was.reason(), was.since()));
    }
}
