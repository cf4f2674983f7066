package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.wire.Wire;
import io.haplatform.core.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the registry, as a plain state machine: every operation takes the store's time as an argument, changes
 * the records and appends at most one entry to the log. It is what the scripts of other stores are compared with.
 *
 * <p>Not thread-safe: {@link InMemoryRegistry} runs it inside one serial executor.
 */
final class MemoryStore {

    private final LeasePolicy policy;
    private final Map<String, Map<InstanceKey, Holding>> services = new TreeMap<>();
    private final Map<InstanceKey, OperatorOverride> overrides = new TreeMap<>();
    private final MemoryObservations observations = new MemoryObservations();
    private final Map<String, Instant> watchers = new HashMap<>();
    private final MemoryLog log;
    private final MemoryGrace grace;
    private final MemoryProtection protection = new MemoryProtection();
    private int size;

    /** @param logLimit how many entries the log remembers */
    MemoryStore(LeasePolicy policy, RandomGenerator random, int logLimit, Instant now) {
        this.policy = policy;
        this.log = new MemoryLog(random, logLimit);
        this.grace = new MemoryGrace(now);
    }

    List<Registered> register(List<Registration> batch, Instant now) {
        Instant leaseEnd = now.plus(policy.stretchedTo(size).leaseDuration());
        List<Registered> answers = new ArrayList<>(batch.size());
        List<Mutation> mutations = new ArrayList<>();
        for (Registration registration : batch) {
            answers.add(register(registration, now, leaseEnd, mutations));
        }
        log.append(mutations, now);
        return answers;
    }

    private Registered register(Registration registration, Instant now, Instant leaseEnd, List<Mutation> mutations) {
        InstanceKey key = registration.key();
        String digest;
        try {
            digest = Wire.digest(Wire.write(registration));
        } catch (WireException e) {
            return new Registered.Rejected(key, Requests.reason(e));
        }
        Holding holding = holding(key);
        if (holding != null && isHeldByAnother(holding, registration, now)) {
            return new Registered.Held(
                    key, holding.registration().address(), Duration.between(now, holding.leaseEnd()));
        }
        services.computeIfAbsent(key.service(), s -> new TreeMap<>())
                .put(key, new Holding(registration, digest, leaseEnd));
        if (holding == null) {
            size++;
        }
        if (holding == null || !holding.registration().equals(registration)) {
            mutations.add(new Mutation.Put(registration));
            observations.forgetOtherIncarnations(key, registration.incarnation());
        }
        release(key, leaseEnd, mutations);
        return new Registered.Accepted(key, digest);
    }

    /** A port cannot be bound twice, so whoever comes from the same address is the heir, not a rival. */
    private static boolean isHeldByAnother(Holding holding, Registration claimant, Instant now) {
        Registration holder = holding.registration();
        return !holder.incarnation().equals(claimant.incarnation())
                && !holder.address().equals(claimant.address())
                && now.isBefore(holding.leaseEnd());
    }

    Renewed renew(Renewal renewal, Instant now) {
        LeasePolicy.Stretched granted = policy.stretchedTo(size);
        List<LeaseState> states = new ArrayList<>(renewal.leases().size());
        List<Mutation> mutations = new ArrayList<>();
        for (Lease lease : renewal.leases()) {
            states.add(renew(lease, now.plus(granted.leaseDuration()), mutations));
        }
        log.append(mutations, now);
        if (renewal.applied().equals(Position.NONE)) {
            watchers.remove(renewal.process());
        } else {
            watchers.put(renewal.process(), now.plus(granted.leaseDuration()));
        }
        watchers.values().removeIf(end -> !now.isBefore(end));
        return new Renewed(
                states,
                log.head(),
                now,
                watchers.size(),
                granted.renewInterval(),
                granted.leaseDuration(),
                false,
                protection.state());
    }

    private LeaseState renew(Lease lease, Instant leaseEnd, List<Mutation> mutations) {
        Holding holding = holding(lease.key());
        if (holding == null) {
            return LeaseState.GONE;
        }
        if (!holding.registration().incarnation().equals(lease.incarnation())) {
            return LeaseState.SUPERSEDED;
        }
        instances(lease.key().service()).put(lease.key(), holding.until(leaseEnd));
        release(lease.key(), leaseEnd, mutations);
        return holding.digest().equals(lease.digest()) ? LeaseState.OK : LeaseState.STALE;
    }

    /** Whoever speaks is no longer lapsed; the others of its service may be about to speak. */
    private void release(InstanceKey key, Instant leaseEnd, List<Mutation> mutations) {
        if (observations.withdraw(key, Observation.REGISTRY) != null) {
            grace.onReturn(key.service(), leaseEnd);
            mutations.add(new Mutation.Unobserved(key, Observation.REGISTRY));
        }
    }

    Changed change(Change change, Instant now) {
        List<Mutation> mutations = new ArrayList<>(1);
        Changed.Result result;
        if (change instanceof Change.Deregister leave) {
            result = deregister(leave, mutations);
        } else if (change instanceof Change.PutOverride put) {
            encodable(() -> Wire.write(put.override()));
            result = putOverride(put.override(), mutations);
        } else if (change instanceof Change.RemoveOverride remove) {
            result = removeOverride(remove, mutations);
        } else if (change instanceof Change.Observe observe) {
            encodable(() -> Wire.write(observe.observation()));
            result = observe(observe.observation(), now, mutations);
        } else {
            result = unobserve((Change.Unobserve) change, now, mutations);
        }
        log.append(mutations, now);
        return new Changed(result, log.head());
    }

    /** What could not be written elsewhere is not kept here either. */
    private static String encodable(Supplier<String> encoding) {
        try {
            return encoding.get();
        } catch (WireException e) {
            throw new RegistryException("The in-memory registry refuses a change: " + e.getMessage(), e);
        }
    }

    private Changed.Result deregister(Change.Deregister leave, List<Mutation> mutations) {
        Holding holding = holding(leave.key());
        if (holding == null) {
            return Changed.Result.GONE;
        }
        if (!holding.registration().incarnation().equals(leave.incarnation())) {
            return Changed.Result.SUPERSEDED;
        }
        remove(holding, Mutation.Cause.DEREGISTERED, mutations);
        return Changed.Result.APPLIED;
    }

    private Changed.Result putOverride(OperatorOverride override, List<Mutation> mutations) {
        OperatorOverride stored = overrides.get(override.key());
        if (override.equals(stored)) {
            return Changed.Result.UNCHANGED;
        }
        if (override.version() != (stored == null ? 0 : stored.version()) + 1) {
            return Changed.Result.CONFLICT;
        }
        overrides.put(override.key(), override);
        mutations.add(new Mutation.OverridePut(override));
        return Changed.Result.APPLIED;
    }

    private Changed.Result removeOverride(Change.RemoveOverride remove, List<Mutation> mutations) {
        OperatorOverride stored = overrides.get(remove.key());
        if (stored == null) {
            return Changed.Result.GONE;
        }
        if (stored.version() != remove.version()) {
            return Changed.Result.CONFLICT;
        }
        overrides.remove(remove.key());
        mutations.add(new Mutation.OverrideRemoved(remove.key()));
        return Changed.Result.APPLIED;
    }

    private Changed.Result observe(Observation observation, Instant now, List<Mutation> mutations) {
        Holding holding = holding(observation.key());
        if (holding == null) {
            return Changed.Result.GONE;
        }
        if (!holding.registration().incarnation().equals(observation.incarnation())) {
            return Changed.Result.SUPERSEDED;
        }
        if (!now.isBefore(observation.expiresAt())
                || observation.equals(observations.of(observation.key(), observation.observer()))) {
            return Changed.Result.UNCHANGED;
        }
        observations.put(observation);
        mutations.add(new Mutation.Observed(observation));
        return Changed.Result.APPLIED;
    }

    private Changed.Result unobserve(Change.Unobserve change, Instant now, List<Mutation> mutations) {
        Observation withdrawn = observations.withdraw(change.key(), change.observer());
        if (withdrawn == null || !now.isBefore(withdrawn.expiresAt())) {
            return Changed.Result.GONE;
        }
        mutations.add(new Mutation.Unobserved(change.key(), change.observer()));
        return Changed.Result.APPLIED;
    }

    Swept sweep(Instant now) {
        Duration span = grace.onSweep(policy.stretchedTo(size).leaseDuration(), now);
        List<Observation> expired = observations.expired(now, MemorySweep.MOST);
        MemorySweep sweep = new MemorySweep(services.values(), observations, span, now);
        if (!grace.holdsForAll(now)) {
            protection.onSweep(sweep.silent(), size, span, now);
        }
        sweep.judge(grace, protection);
        List<Mutation> mutations = new ArrayList<>();
        sweep.removed.forEach(holding -> remove(holding, Mutation.Cause.EXPIRED, mutations));
        sweep.lapsed.forEach(lapsed -> {
            observations.put(lapsed);
            mutations.add(new Mutation.Observed(lapsed));
        });
        expired.forEach(observations::remove);
        log.append(mutations, now);
        return sweep.result(grace.holdsForAll(now), protection.state(), log.head());
    }

    Snapshot snapshot(Set<String> wanted, Instant now) {
        Map<String, Snapshot.Records> records = new TreeMap<>();
        for (String service : wanted) {
            Map<InstanceKey, Instant> leases = new TreeMap<>();
            List<Registration> registrations = new ArrayList<>();
            List<Observation> seen = new ArrayList<>();
            for (Holding holding : instances(service).values()) {
                InstanceKey key = holding.registration().key();
                registrations.add(holding.registration());
                leases.put(key, holding.leaseEnd());
                observations.valid(key, now).forEach(seen::add);
            }
            List<OperatorOverride> imposed = overrides.values().stream()
                    .filter(o -> o.key().service().equals(service))
                    .toList();
            records.put(service, new Snapshot.Records(registrations, imposed, seen, leases));
        }
        return new Snapshot(log.head(), now, services.keySet(), records, List.of());
    }

    /** The entries after a place in the log, or null when the log does not go on from there. */
    @Nullable
    List<LogEntry> since(Position from) {
        return log.since(from);
    }

    /** Whether this place in the log is of another history. */
    boolean hasLost(Position place) {
        return log.hasLost(place);
    }

    private void remove(Holding holding, Mutation.Cause cause, List<Mutation> mutations) {
        Registration registration = holding.registration();
        InstanceKey key = registration.key();
        Map<InstanceKey, Holding> instances = instances(key.service());
        instances.remove(key);
        if (instances.isEmpty()) {
            services.remove(key.service());
            grace.onEnd(key.service());
        }
        size--;
        observations.forget(key);
        mutations.add(new Mutation.Removed(key, registration.incarnation(), cause));
    }

    private @Nullable Holding holding(InstanceKey key) {
        return instances(key.service()).get(key);
    }

    private Map<InstanceKey, Holding> instances(String service) {
        Map<InstanceKey, Holding> instances = services.get(service);
        return instances == null ? new TreeMap<>() : instances;
    }
}
