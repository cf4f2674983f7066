package io.haplatform.redis;

import static io.haplatform.redis.FaultyProcess.ORDERS;
import static io.haplatform.redis.FaultyProcess.SERVICES;
import static io.haplatform.redis.FaultyProcess.SHARED;
import static io.haplatform.redis.Fixture.await;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Registrar.State;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.time.SystemTime;
import io.haplatform.test.FaultProxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A few processes on a Redis with a replica, and accidents at random: in each round one of {@link Outage}, and
 * {@link Mishap}s of single processes under it. Then all is healed, and everybody must come to know the same, which is
 * what the processes want to be there. What is published meanwhile, a {@link Witness} looks at.
 *
 * <p>Leases of two seconds stand for those of six; a pause of all is either well below three quarters of a lease, after
 * which sweeping holds back, or well above: between the two an instance may lose its lease for want of a renewal.
 */
final class FaultHistory implements AutoCloseable {

    private static final int PROCESSES = 4;
    private static final List<Mishap> MISHAPS = List.of(Mishap.values());
    private static final Duration CONVERGED_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Random random;
    private final Witness witness = new Witness();
    private final RedisPair redis = new RedisPair();
    private final AtomicReference<Duration> clockAhead = new AtomicReference<>(Duration.ZERO);
    private final SystemTime time = new SystemTime("history");
    private final String namespace;
    private final FaultProxy operatorProxy = FaultProxy.to("127.0.0.1", redis.port());
    private final RedisRegistry operator;
    private final List<FaultyProcess> processes = new CopyOnWriteArrayList<>();
    private final OutageDeck deck;
    private final Map<Outage, Integer> met = new EnumMap<>(Outage.class);
    private final Thread claims = new Thread(this::watchClaims, "claims");
    private volatile boolean over;
    private @Nullable OperatorOverride override;
    private int round;
    private Duration slowest = Duration.ZERO;

    FaultHistory(long seed, OutageDeck deck) {
        this.deck = deck;
        this.random = new Random(seed);
        this.namespace = "history-" + seed;
        this.operator = new RedisRegistry(
                RedisEndpoint.of("127.0.0.1", operatorProxy.port()),
                namespace,
                FaultyProcess.LEASES,
                Fixture.PATIENT,
                time,
                new SplittableRandom(random.nextLong()),
                this::now);
        for (int i = 1; i <= PROCESSES; i++) {
            spawn("p" + i);
        }
        claims.setDaemon(true);
        claims.start();
        converge();
    }

    private Instant now() {
        return Instant.now().plus(clockAhead.get());
    }

    private void spawn(String name) {
        String incarnation = name + "-" + round;
        FaultyProcess process = new FaultyProcess(
                name, incarnation, namespace, redis.port(), this::now, new SplittableRandom(random.nextLong()));
        processes.add(process);
        process.start(view -> witness.onView(incarnation, view));
    }

    void round() {
        round++;
        contenders().stream()
                .filter(each -> each.state(SHARED) == null || each.state(SHARED) == State.SUPERSEDED)
                .forEach(FaultyProcess::contend);
        override();
        Outage outage = deck.deal();
        met.merge(outage, 1, Integer::sum);
        List<FaultyProcess> killed = new ArrayList<>();
        int silent = 0;
        // one at least is spared, so that no service loses all that live
        List<FaultyProcess> victims = new ArrayList<>(processes);
        Collections.shuffle(victims, random);
        for (FaultyProcess victim : victims.subList(0, random.nextInt(PROCESSES - 1))) {
            Mishap mishap = MISHAPS.get(random.nextInt(MISHAPS.size()));
            witness.tell(victim.name + " " + mishap);
            if (mishap.excuses) {
                silent++;
                witness.excuse(victim.keys());
                witness.excuse(List.of(SHARED));
            }
            mishap.happen(victim, random);
            if (mishap == Mishap.KILLED) {
                processes.remove(victim);
                killed.add(victim);
            }
        }
        processes.forEach(each -> each.say(random.nextInt()));
        witness.tell("round " + round + ": " + outage);
        outage.happen(this, pause());
        witness.tell("healed");
        // where many fall silent together, the dead among them stay suspects until as many live as before
        if (silent > 1 || random.nextBoolean()) {
            killed.forEach(each -> spawn(each.name));
            killed.clear();
        }
        processes.forEach(FaultyProcess::go);
        converge();
        killed.forEach(each -> spawn(each.name));
        if (!killed.isEmpty()) {
            converge();
        }
    }

    /** Too short to matter, or longer than three quarters of a lease. */
    private Duration pause() {
        return Duration.ofMillis(random.nextBoolean() ? random.nextInt(500) : 1_800 + random.nextInt(1_200));
    }

    // what outages do

    RedisPair redis() {
        return redis;
    }

    /** Lets this time pass, in the middle of which the processes change what they say. */
    void pass(Duration duration) {
        sleep(duration.dividedBy(2));
        processes.forEach(each -> each.say(random.nextInt()));
        sleep(duration.dividedBy(2));
    }

    List<FaultProxy> proxies() {
        return processes.stream().map(each -> each.proxy).toList();
    }

    void moveClock(Duration by) {
        clockAhead.updateAndGet(ahead -> ahead.plus(by));
    }

    /** Redis has lost what operators have imposed. */
    void loseOverride() {
        override = null;
    }

    /** Everybody meets the new primary. */
    void redirect() {
        proxies().forEach(proxy -> proxy.redirect("127.0.0.1", redis.port()));
        operatorProxy.redirect("127.0.0.1", redis.port());
        operatorProxy.cut();
    }

    // what everybody must know

    private void override() {
        InstanceKey key =
                override == null ? new InstanceKey(ORDERS, "p" + (1 + random.nextInt(PROCESSES))) : override.key();
        OperatorOverride next = new OperatorOverride(
                key,
                override == null ? 1 : override.version() + 1,
                random.nextInt(1_000),
                null,
                null,
                "ann",
                "",
                Fixture.NEW_YEAR,
                null,
                Map.of());
        await(operator.change(new Change.PutOverride(next)));
        override = next;
    }

    private void converge() {
        long begin = System.nanoTime();
        Duration took = Duration.ZERO;
        for (String left = difference(); !left.isEmpty(); left = difference()) {
            took = Duration.ofNanos(System.nanoTime() - begin);
            if (took.compareTo(CONVERGED_WITHIN) > 0) {
                witness.violated("not converged within " + CONVERGED_WITHIN.toSeconds() + " s: " + left);
                break;
            }
            sleep(LOOK);
        }
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        processes.forEach(each -> {
            witness.settle(each.incarnation);
            witness.expect(each.keys());
        });
        if (contenders().stream().anyMatch(each -> each.claims(SHARED))) {
            witness.expect(List.of(SHARED));
        }
        witness.tell("converged after " + took.toMillis() + " ms");
    }

    /** In words, what is not yet as it must be; empty when all is. */
    private String difference() {
        Set<Registration> wanted = new HashSet<>();
        for (FaultyProcess process : processes) {
            for (InstanceKey key : process.keys()) {
                if (process.state(key) != State.REGISTERED) {
                    return process.name + " has " + key + " " + process.state(key);
                }
            }
            wanted.addAll(process.registered());
        }
        Snapshot truth;
        try {
            truth = await(operator.snapshot(Set.copyOf(SERVICES)));
        } catch (RegistryException e) {
            return "the operator's registry fails: " + e;
        }
        Set<Registration> stored = truth.services().values().stream()
                .flatMap(records -> records.registrations().stream())
                .collect(Collectors.toSet());
        if (!stored.equals(wanted)) {
            return "stored is " + named(stored) + " but the processes want " + named(wanted);
        }
        for (FaultyProcess process : processes) {
            String seen = differenceOf(process, wanted);
            if (!seen.isEmpty()) {
                return seen;
            }
        }
        return "";
    }

    private String differenceOf(FaultyProcess process, Set<Registration> wanted) {
        List<Instance> views = SERVICES.stream()
                .flatMap(service -> process.directory.view(service).instances().stream())
                .toList();
        Set<Registration> seen = views.stream().map(Instance::registration).collect(Collectors.toSet());
        if (!seen.equals(wanted)) {
            return process.name + " sees " + named(seen) + " but there is " + named(wanted);
        }
        for (Instance instance : views) {
            OperatorOverride expected = override != null
                            && override.key().equals(instance.registration().key())
                    ? override
                    : null;
            if (!Objects.equals(instance.override(), expected)) {
                return process.name + " sees the override " + instance.override() + " but there is " + expected;
            }
            if (!instance.observations().isEmpty()) {
                return process.name + " sees of a living instance " + instance.observations();
            }
        }
        return "";
    }

    private static List<String> named(Set<Registration> registrations) {
        return registrations.stream()
                .map(r -> r.key() + " of " + r.incarnation() + " " + r.metadata())
                .sorted()
                .toList();
    }

    private List<FaultyProcess> contenders() {
        return processes.stream()
                .filter(each -> !each.name.equals("p" + PROCESSES))
                .limit(2)
                .toList();
    }

    private void watchClaims() {
        try {
            while (!over) {
                long looked = System.nanoTime();
                witness.onClaims(processes.stream()
                        .filter(each -> each.claims(SHARED))
                        .map(each -> each.name)
                        .toList());
                sleep(LOOK);
                witness.onLook(Duration.ofNanos(System.nanoTime() - looked));
            }
        } catch (RuntimeException e) {
            witness.violated("nobody looks any more who owns " + SHARED + ": " + e);
        }
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Witness witness() {
        return witness;
    }

    /** What has happened to it. */
    Set<Outage> met() {
        return met.keySet();
    }

    @Override
    public String toString() {
        return round + " rounds " + met + ", " + witness.published() + " views, " + witness.claims()
                + ", at rest again after at most " + slowest.toMillis() + " ms";
    }

    @Override
    public void close() {
        over = true;
        processes.forEach(FaultyProcess::close);
        operator.close();
        operatorProxy.close();
        time.close();
        redis.close();
    }
}
