package io.haplatform.redis;

import static io.haplatform.redis.Fixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Follower;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.LogEntry;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.Renewed;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.registry.Swept;
import io.haplatform.core.time.ManualTime;
import io.haplatform.core.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The model and a Redis under one clock, and a source of operations for both. */
final class DifferentialPair implements AutoCloseable {

    private static final List<String> SERVICES = List.of("orders", "stock");
    private static final List<LeasePolicy> POLICIES = List.of(
            LeasePolicy.DEFAULT,
            new LeasePolicy(Duration.ofMillis(300), Duration.ofSeconds(1)),
            new LeasePolicy(Duration.ofSeconds(20), Duration.ofSeconds(60)));
    private static final List<String> OBSERVERS = List.of("one", "two", Observation.REGISTRY);

    private static final List<Evidence> EVIDENCE = List.of(Evidence.REFUSED, Evidence.SILENT);
    private static final List<String> IDS = List.of("a", "b", "c", "d", "e");

    private long seed;
    private Random random;
    private final ManualTime time = new ManualTime();
    private InMemoryRegistry model;
    private final RedisStore store;
    private final Registry redis;
    private final BlockingQueue<String> modelLog = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> redisLog = new LinkedBlockingQueue<>();
    private final List<String> history = new ArrayList<>();
    private final Set<String> met = new TreeSet<>();

    DifferentialPair(RedisEndpoint endpoint, long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.store = new RedisStore(endpoint, POLICIES.get((int) (seed % POLICIES.size())));
        this.model = new InMemoryRegistry(time, store.policy(), new SplittableRandom(seed));
        this.redis = store.connect();
        model.follow(ofModel(model.snapshot(Set.of())).position(), writeTo(modelLog));
        redis.follow(await(redis.snapshot(Set.of())).position(), writeTo(redisLog));
    }

    /** Both are empty, and nobody compares their logs any more. */
    void beginAnew(long next) {
        seed = next;
        random = new Random(next);
        // a model begins at a whole millisecond
        pass(Duration.between(
                time.now(), time.now().truncatedTo(ChronoUnit.MILLIS).plusMillis(1)));
        model = new InMemoryRegistry(time, store.policy(), new SplittableRandom(next));
        store.loseEverything();
        ofModel(model.snapshot(Set.of()));
        history.clear();
        modelLog.clear();
        redisLog.clear();
    }

    private static Follower writeTo(BlockingQueue<String> log) {
        return new Follower() {
            @Override
            public void onEntry(LogEntry entry) {
                log.add(entry.position().revision() + " " + entry.at() + " " + entry.mutations());
            }

            @Override
            public void onGap(String reason, boolean historyLost) {
                log.add("gap: " + reason);
            }

            @Override
            public void onAvailability(boolean available, String reason) {}
        };
    }

    void step() {
        if (random.nextInt(100) == 0) {
            manyFallSilent();
            return;
        }
        switch (random.nextInt(12)) {
            case 0, 1 ->
                pass(store.policy()
                        .leaseDuration()
                        .multipliedBy(random.nextInt(2_000))
                        .dividedBy(6_000));
            case 2, 3 -> register();
            case 4, 5 -> renew();
            case 6 -> change("deregister", new Change.Deregister(key(), incarnation()));
            case 7 -> override();
            case 8 -> observe();
            // often enough that not every sweep follows a silence
            case 9, 10 -> sweep();
            default -> compare("snapshot", r -> r.snapshot(Set.of("orders", "stock", "none")), DifferentialPair::plain);
        }
    }

    /** All register, two of them renew, and connections to two others are refused. */
    private void manyFallSilent() {
        List<Registration> all = new ArrayList<>();
        for (String service : SERVICES) {
            IDS.forEach(id -> all.add(Fixture.instance(service, id, "first run", "10.0.0.1", Map.of())));
        }
        compare("register all", r -> r.register(all), answers -> answers);
        List<Lease> living = List.of(lease(all.get(0)), lease(all.get(5)));
        int steps = 5 + random.nextInt(4);
        for (int i = 0; i < steps; i++) {
            pass(store.policy().leaseDuration().dividedBy(4));
            compare("renew two", r -> r.renew(new Renewal("p0", living, Position.NONE)), DifferentialPair::plain);
            sweep();
        }
        for (int i = 1; i < 3; i++) {
            Instant now = time.now();
            change(
                    "observe",
                    new Change.Observe(new Observation(
                            all.get(i).key(), "first run", "one", Evidence.REFUSED, "no", now, now.plusSeconds(9))));
        }
        sweep();
    }

    private static Lease lease(Registration registration) {
        return new Lease(registration.key(), registration.incarnation(), Wire.digest(Wire.write(registration)));
    }

    private void pass(Duration duration) {
        history.add("pass " + duration);
        time.advance(duration);
        store.pass(duration);
    }

    private void register() {
        List<Registration> batch = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            batch.add(registration());
        }
        compare("register " + batch, r -> r.register(batch), answers -> answers);
    }

    private Registration registration() {
        InstanceKey key = key();
        Registration plain =
                Fixture.instance(key.service(), key.id(), incarnation(), "10.0.0." + (1 + random.nextInt(2)), Map.of());
        return random.nextBoolean() ? plain : plain.withStatus(Status.DRAINING, "why / not", Fixture.NEW_YEAR);
    }

    private void renew() {
        List<Lease> leases = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            leases.add(lease(registration()));
        }
        String process = "p" + random.nextInt(3);
        Position applied = random.nextBoolean() ? Position.NONE : new Position("any", 1, "any");
        compare("renew " + leases, r -> r.renew(new Renewal(process, leases, applied)), DifferentialPair::plain);
    }

    private void override() {
        if (random.nextInt(3) == 0) {
            change("remove override", new Change.RemoveOverride(key(), 1 + random.nextInt(2)));
            return;
        }
        Integer weight = random.nextBoolean() ? null : random.nextInt(3);
        change(
                "override",
                new Change.PutOverride(new OperatorOverride(
                        key(),
                        1 + random.nextInt(3),
                        weight,
                        null,
                        Status.DRAINING,
                        "ann",
                        "",
                        Fixture.NEW_YEAR,
                        random.nextBoolean() ? null : Fixture.NEW_YEAR.plusNanos(random.nextLong(1L << 50)),
                        Map.of())));
    }

    private void observe() {
        if (random.nextInt(3) == 0) {
            change("unobserve", new Change.Unobserve(key(), oneOf(OBSERVERS)));
            return;
        }
        Instant now = time.now();
        // not a whole millisecond, to see what is rounded
        Instant end = now.plusNanos(random.nextInt(5_000) * 1_300_000L - 1_000_000L);
        change(
                "observe",
                new Change.Observe(new Observation(
                        key(), incarnation(), oneOf(OBSERVERS), oneOf(EVIDENCE), "a \"detail\"", now, end)));
    }

    private void sweep() {
        compare("sweep", Registry::sweep, swept -> {
            if (swept.protection().active()) {
                met.add(swept.removed().isEmpty() ? "PROTECTED" : "PROVEN");
            }
            return plain(swept);
        });
    }

    private void change(String what, Change change) {
        compare(what + " " + change, r -> r.change(change), DifferentialPair::plain);
    }

    private <T> void compare(String what, Function<Registry, CompletionStage<T>> operation, Function<T, ?> plain) {
        history.add(what);
        Object expected = plain.apply(ofModel(operation.apply(model)));
        Object actual = plain.apply(await(operation.apply(redis)));
        assertThat(actual)
                .as("seed %d, operation %d; the last ones: %s", seed, history.size(), recent())
                .isEqualTo(expected);
    }

    /** @param all collects what the log was about, and what sweeps did */
    void compareLogs(StringBuilder all) throws InterruptedException {
        for (String expected = modelLog.poll(); expected != null; expected = modelLog.poll()) {
            String actual = redisLog.poll(20, TimeUnit.SECONDS);
            assertThat(actual).as("the log of seed %d", seed).isEqualTo(expected);
            all.append(actual);
        }
        assertThat(redisLog).isEmpty();
        all.append(met);
    }

    private <T> T ofModel(CompletionStage<T> stage) {
        time.run();
        return stage.toCompletableFuture().join();
    }

    private InstanceKey key() {
        return new InstanceKey(oneOf(SERVICES), oneOf(IDS));
    }

    private String incarnation() {
        return oneOf(List.of("first run", "second/\"run\""));
    }

    private <T> T oneOf(List<T> words) {
        return words.get(random.nextInt(words.size()));
    }

    private List<String> recent() {
        return history.subList(Math.max(0, history.size() - 12), history.size());
    }

    /** Without what each store draws for itself. */
    private static Object plain(Renewed renewed) {
        return List.of(
                renewed.states(),
                renewed.head().revision(),
                renewed.now(),
                renewed.watchers(),
                renewed.renewInterval(),
                renewed.leaseDuration(),
                renewed.protection());
    }

    private static Object plain(Changed changed) {
        return List.of(changed.result(), changed.head().revision());
    }

    private static Object plain(Swept swept) {
        return List.of(
                swept.removed(),
                swept.held(),
                swept.silent(),
                swept.protection(),
                swept.head().revision());
    }

    private static Object plain(Snapshot snapshot) {
        return List.of(
                snapshot.position().revision(),
                snapshot.now(),
                snapshot.names(),
                snapshot.services(),
                snapshot.rejected());
    }

    @Override
    public void close() {
        model.close();
        time.run();
        store.close();
    }
}
