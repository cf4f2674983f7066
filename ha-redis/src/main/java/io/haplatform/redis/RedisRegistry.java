package io.haplatform.redis;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Names;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Follower;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.Renewed;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.registry.Swept;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import io.haplatform.core.wire.WireException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry on Redis 6.2 or Valkey 7.2 and later: one server, a master that sentinels watch, or a cluster.
 *
 * <p>Every operation is one script in the one slot of its namespace, by the server's own clock. A process has two
 * connections: one for commands, and one for each follower of the log (a process needs one) that waits inside Redis.
 * Neither is shared with the application. While Redis is away every stage fails at once with one sentence; the
 * connections are made anew as soon as it answers, and followers go on where they were or are told of a gap.
 *
 * <p>What strangers write under our keys is left out, reported in {@link Snapshot#rejected()}, and said once in the log.
 *
 * <p>Thread-safe. Starts connecting at once and never blocks; stages complete on threads of Lettuce, followers are told
 * on threads of the {@link Time}, which is to be closed after the registry. Not for an application's own data.
 */
public final class RedisRegistry implements Registry {

    private static final Logger log = LoggerFactory.getLogger(RedisRegistry.class);
    /** Items of one script call: bounds how long Redis does nothing else, and the size of a log entry. */
    private static final int BATCH = 100;
    /** How often a sweep asks again because leases of yet other services have ended. */
    private static final int SWEEP_ROUNDS = 5;

    private final LeasePolicy policy;
    private final Time time;
    private final @Nullable Supplier<Instant> testTime;
    private final Connector connector;
    private final Server server;
    private final Link link;
    private final SetupWatch setup;
    private final List<LogReader> readers = new CopyOnWriteArrayList<>();
    private final Access access = new Access();
    /** Services of which this process has registered an instance, so that it may write them. */
    private final Set<String> registered = ConcurrentHashMap.newKeySet();

    private volatile @Nullable RegistryException away;
    private volatile Set<String> lastSwept = Set.of();
    private volatile int watchers;

    /**
     * @param namespace whose instances see each other; several may share a Redis
     * @param random must be unpredictable enough that no two processes draw the same 64 bits
     */
    public RedisRegistry(
            RedisDeployment deployment,
            String namespace,
            LeasePolicy policy,
            RedisPolicy timings,
            Time time,
            RandomGenerator random) {
        this(deployment, namespace, policy, timings, time, random, null);
    }

    /** @param testTime what the scripts take for the time instead of the server's clock */
    RedisRegistry(
            RedisDeployment deployment,
            String namespace,
            LeasePolicy policy,
            RedisPolicy timings,
            Time time,
            RandomGenerator random,
            @Nullable Supplier<Instant> testTime) {
        this.policy = policy;
        this.time = time;
        this.testTime = testTime;
        Keys keys = new Keys(Names.namespace(namespace));
        Draws draws = new Draws(random);
        Failures failures = new Failures(deployment, keys);
        Scripts scripts = new Scripts(failures, keys, () -> commonArguments(draws));
        this.connector = new Connector(deployment.access(), timings);
        SerialExecutor search = time.serial("the search for " + failures.redis());
        Locator locator = Locator.of(deployment, keys, failures, connector, timings, search, draws);
        Masters masters =
                new Masters(connector, locator, failures, draws, search, () -> watchers, timings.checkInterval());
        this.server = new Server(keys, timings, masters, draws, failures, scripts, new Complaints());
        SerialExecutor serial = time.serial("the connection to " + failures.redis());
        this.setup = new SetupWatch(failures.redis(), serial);
        this.link = server.link(timings.commandTimeout(), true, serial, new Supervision());
        link.start();
    }

    /** What {@code head.lua} says. */
    private List<String> commonArguments(Draws draws) {
        return List.of(
                testTime == null ? "" : Long.toString(testTime.get().toEpochMilli()),
                draws.nonce(),
                draws.nonce(),
                Long.toString(policy.renewInterval().toMillis()),
                Long.toString(policy.leaseDuration().toMillis()),
                Integer.toString(LeasePolicy.STRETCH_ABOVE));
    }

    /**
     * The rights that a Redis user needs for one namespace, as {@code ACL SETUSER} takes them.
     *
     * @param namespace as in {@code ha.registry.namespace}
     */
    public static String aclRules(String namespace) {
        return Rights.of(new Keys(Names.namespace(namespace)));
    }

    /**
     * The rights of a Redis user who registers some services and no other, from Redis 7.0 on. It reads everything; what
     * it must share with others it may write all the same: leases, the log, what was seen of others. Leases of other
     * services that have ended are removed by whoever has the rights of {@link #aclRules(String)}, or theirs.
     *
     * @param namespace as in {@code ha.registry.namespace}
     * @param services those it registers; with none it only reads
     */
    public static String aclRules(String namespace, Collection<String> services) {
        services.forEach(Names::service);
        return Rights.of(new Keys(Names.namespace(namespace)), services);
    }

    @Override
    public String type() {
        return "redis";
    }

    @Override
    public List<String> warnings() {
        return setup.warnings();
    }

    @Override
    public CompletionStage<List<Registered>> register(List<Registration> batch) {
        CompletionStage<List<Registered>> all = CompletableFuture.completedStage(List.of());
        for (int from = 0; from < batch.size(); from += BATCH) {
            List<Registration> part = List.copyOf(batch.subList(from, Math.min(batch.size(), from + BATCH)));
            all = all.thenCompose(before -> run(new RegisterOperation(server.keys(), server.scripts(), part))
                    .thenApply(after -> Scripts.joined(before, after)));
        }
        return plain(all.thenApply(answers -> {
            answers.stream()
                    .filter(Registered.Accepted.class::isInstance)
                    .forEach(accepted -> registered.add(accepted.key().service()));
            return answers;
        }));
    }

    @Override
    public CompletionStage<Renewed> renew(Renewal renewal) {
        return plain(run(new RenewOperation(server.keys(), renewal)).thenApply(renewed -> {
            watchers = renewed.watchers();
            tellHead(renewed.head());
            return renewed;
        }));
    }

    @Override
    public CompletionStage<Changed> change(Change change) {
        try {
            return run(new ChangeOperation(server.keys(), change));
        } catch (WireException e) {
            return CompletableFuture.failedStage(server.failures().of(e));
        }
    }

    @Override
    public CompletionStage<Swept> sweep() {
        return plain(access.has(
                () -> sweep(lastSwept, service -> true, 0), () -> sweep(lastSwept, registered::contains, 0)));
    }

    private CompletionStage<Swept> sweep(Set<String> services, Predicate<String> writable, int round) {
        return run(new SweepOperation(server.keys(), services, writable)).thenCompose(answer -> {
            if (!answer.more().isEmpty() && round < SWEEP_ROUNDS) {
                return sweep(answer.more(), writable, round + 1);
            }
            answer.strange().forEach((key, type) -> server.complaints()
                    .once(server.scripts().strange(key, type)));
            // those that are held will be due again at the next sweep
            lastSwept =
                    answer.swept().held().stream().map(InstanceKey::service).collect(Collectors.toUnmodifiableSet());
            tellHead(answer.swept().head());
            return CompletableFuture.completedStage(answer.swept());
        });
    }

    @Override
    public CompletionStage<Snapshot> snapshot(Set<String> services) {
        return plain(access.has(() -> read(services, false), () -> readOnly(services))
                .thenApply(snapshot -> {
                    tellHead(snapshot.position());
                    snapshot.rejected().forEach(server.complaints()::once);
                    return snapshot;
                }));
    }

    private CompletionStage<Snapshot> read(Set<String> services, boolean readOnly) {
        return run(new SnapshotOperation(server.keys(), server.scripts(), services, readOnly));
    }

    /** What is to be repaired concerns keys that everybody may write: a snapshot of no service does it. */
    private CompletionStage<Snapshot> readOnly(Set<String> services) {
        return read(services, true)
                .exceptionallyCompose(failure -> Failures.isRepairWanted(failure)
                        ? read(Set.of(), false).thenCompose(repaired -> read(services, true))
                        : CompletableFuture.failedStage(failure));
    }

    @Override
    public Subscription follow(Position from, Follower follower) {
        SerialExecutor serial = time.serial("the log of " + server.failures().redis());
        LogReader reader = new LogReader(from, follower, server, serial, () -> watchers, link::suspect);
        readers.add(reader);
        reader.onRegistry(away);
        reader.start();
        return () -> {
            readers.remove(reader);
            reader.close();
        };
    }

    @Override
    public void close() {
        readers.forEach(LogReader::close);
        readers.clear();
        link.close();
        server.masters().close();
        connector.close();
    }

    /** Nothing comes of an emptied store by itself: any reply shows it to the readers. */
    private void tellHead(Position head) {
        readers.forEach(reader -> reader.onHead(head));
    }

    private <T> CompletionStage<T> run(Operation<T> operation) {
        return server.scripts().run(link, operation);
    }

    /** Failures of composed stages come wrapped; ours are promised plain. */
    private static <T> CompletionStage<T> plain(CompletionStage<T> stage) {
        CompletableFuture<T> plain = new CompletableFuture<>();
        stage.whenComplete((answer, failure) -> {
            if (failure == null) {
                plain.complete(answer);
            } else {
                plain.completeExceptionally(Failures.unwrap(failure));
            }
        });
        return plain;
    }

    /** Says when Redis goes and comes, and has looked at how it is set up. */
    private final class Supervision implements Link.Listener {

        private long awaySince;

        @Override
        public void onUp(StatefulRedisConnection<String, String> connection) {
            if (away != null) {
                log.info(
                        "{} is back after {} ms",
                        server.failures().redis(),
                        Duration.ofNanos(time.nanos() - awaySince).toMillis());
            }
            tell(null);
            access.forget();
            setup.begin(connection, () -> link.uses(connection));
        }

        @Override
        public void onAway(RegistryException reason) {
            if (away == null) {
                awaySince = time.nanos();
                log.warn(
                        "{}; what is known of other instances stays as it is, and connecting is tried again",
                        reason.getMessage());
            }
            tell(reason);
        }

        private void tell(@Nullable RegistryException reason) {
            away = reason;
            readers.forEach(reader -> reader.onRegistry(reason));
        }
    }
}
