package io.haplatform.benchmarks.system;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Follower;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.LogEntry;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.Renewed;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.time.SystemTime;
import io.haplatform.redis.RedisEndpoint;
import io.haplatform.redis.RedisPolicy;
import io.haplatform.redis.RedisRegistry;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * R9: what a fleet costs Redis, by Redis's own counts: 10,000 registered instances in 100 services, their renewals, and
 * 1,000 followers of the log, each the real one with a connection of its own, in this process. For fleets of other sizes:
 * {@code JAVA_TOOL_OPTIONS=-Dha.watchers=4000 benchmarks/run R9}, whose rows are not to be kept as those of 1,000.
 */
final class RedisCost implements AutoCloseable {

    private static final String NAMESPACE = "r9";
    static final int SERVICES = 100;
    static final int INSTANCES_EACH = 100;
    static final int INSTANCES = SERVICES * INSTANCES_EACH;
    static final int WATCHERS = Integer.getInteger("ha.watchers", 1_000);
    static final int CHANGES = 30;
    static final int IDLE_SECONDS = 20;
    private static final int AT_A_TIME = 100;

    private final SystemTime time = new SystemTime("fleet");
    private final Child redis;
    private final RedisRegistry registry;
    private final RedisClient client;
    private final RedisCommands<String, String> server;
    private final List<Registration> instances = new ArrayList<>();
    private final List<Lease> leases = new ArrayList<>();

    RedisCost(Run run) throws Exception {
        this.redis = run.redis();
        this.registry = new RedisRegistry(
                RedisEndpoint.of("127.0.0.1", redis.port()),
                NAMESPACE,
                new LeasePolicy(Duration.ofMinutes(1), Duration.ofMinutes(10)),
                // this process does the work of thousands, and may be late itself
                new RedisPolicy(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        RedisPolicy.DEFAULT.blockTime(),
                        RedisPolicy.DEFAULT.checkInterval()),
                time,
                RandomGenerator.getDefault());
        this.client = RedisClient.create("redis://127.0.0.1:" + redis.port());
        this.server = client.connect().sync();
    }

    /**
     * What is stored.
     *
     * @param perInstance bytes of Redis's memory for each, without the log
     * @param log bytes of the log, which remembers the last 10,000 changes however many instances there are
     */
    record Memory(double perInstance, long log) {}

    /** Registers everybody. */
    Memory register() throws Exception {
        long before = info("memory", "used_memory");
        for (int service = 0; service < SERVICES; service++) {
            List<Registration> batch = new ArrayList<>();
            for (int number = 0; number < INSTANCES_EACH; number++) {
                batch.add(instance(service, number));
            }
            List<Registered> answers = get(registry.register(batch));
            for (int number = 0; number < INSTANCES_EACH; number++) {
                if (!(answers.get(number) instanceof Registered.Accepted accepted)) {
                    throw new IllegalStateException(
                            "a registration must be accepted but was answered " + answers.get(number));
                }
                leases.add(new Lease(accepted.key(), batch.get(number).incarnation(), accepted.digest()));
            }
            instances.addAll(batch);
        }
        Long log = server.memoryUsage("{ha:" + NAMESPACE + "}:log");
        long stored = info("memory", "used_memory") - before - (log == null ? 0 : log);
        return new Memory(stored / (double) INSTANCES, log == null ? 0 : log);
    }

    /**
     * What a renewal took.
     *
     * @param script microseconds of script time for each lease
     * @param processor microseconds of Redis's processor time for each, its network included
     */
    record Renewals(double script, double processor) {}

    /** Renews everybody once, so many leases at a time. */
    Renewals renew(int together) throws Exception {
        Position head = get(registry.snapshot(Set.of())).position();
        server.configResetstat();
        double before = cpuSeconds();
        List<CompletionStage<Renewed>> open = new ArrayList<>();
        for (int from = 0; from < leases.size(); from += together) {
            // by as many processes as follow the log: they set the pace at which all wait
            String process = "watcher-" + from / together % WATCHERS;
            open.add(registry.renew(new Renewal(process, leases.subList(from, from + together), head)));
            if (open.size() == AT_A_TIME) {
                await(open);
            }
        }
        await(open);
        double processor = (cpuSeconds() - before) * 1e6;
        return new Renewals(commandStat("evalsha", "usec") / leases.size(), processor / leases.size());
    }

    private static void await(List<CompletionStage<Renewed>> open) throws Exception {
        for (CompletionStage<Renewed> each : open) {
            if (!get(each).states().stream().allMatch(LeaseState.OK::equals)) {
                throw new IllegalStateException("every lease must be renewed but some were not");
            }
        }
        open.clear();
    }

    /**
     * Has 1,000 follow the log.
     *
     * @param idlePercent of a core that Redis takes for them while nothing happens
     * @param millis from a change's registration to each of them, all of all changes
     */
    record Watched(double idlePercent, List<Double> millis) {}

    Watched watch() throws Exception {
        Position head = get(registry.snapshot(Set.of())).position();
        Queue<Double> arrived = new ConcurrentLinkedQueue<>();
        List<Subscription> followers = new ArrayList<>();
        long[] begin = new long[1];
        for (int i = 0; i < WATCHERS; i++) {
            followers.add(registry.follow(head, new Follower() {
                @Override
                public void onEntry(LogEntry entry) {
                    arrived.add((System.nanoTime() - begin[0]) / 1e6);
                }

                @Override
                public void onGap(String reason, boolean historyLost) {
                    throw new IllegalStateException("the log must go on but " + reason);
                }

                @Override
                public void onAvailability(boolean available, String reason) {}
            }));
        }
        // at any time a few have just been answered
        until(() -> info("clients", "blocked_clients") >= 0.95 * WATCHERS, "followers that wait inside Redis");
        // so that the pace is that of so many watchers
        renewAsWatchers(head);
        double idle = idlePercent();
        List<Double> millis = new ArrayList<>();
        for (int change = 0; change < CHANGES; change++) {
            int told = millis.size();
            begin[0] = System.nanoTime();
            get(registry.register(List.of(
                    instances.get(0).withStatus(change % 2 == 0 ? Status.DOWN : Status.UP, "", Instant.EPOCH))));
            until(() -> arrived.size() == told + WATCHERS, "news of a change");
            millis.addAll(new ArrayList<>(arrived).subList(told, told + WATCHERS));
            TimeUnit.MILLISECONDS.sleep(200);
        }
        followers.forEach(Subscription::close);
        return new Watched(idle, millis);
    }

    private void renewAsWatchers(Position head) throws Exception {
        List<CompletionStage<Renewed>> open = new ArrayList<>();
        for (int i = 0; i < WATCHERS; i++) {
            open.add(registry.renew(new Renewal("watcher-" + i, List.of(), head)));
        }
        await(open);
    }

    private double idlePercent() throws Exception {
        double before = cpuSeconds();
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        return 100 * (cpuSeconds() - before) / IDLE_SECONDS;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(Condition condition, String what) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("there must be " + what + " but are none after 30 s");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private long info(String section, String field) {
        return Math.round(Double.parseDouble(value(server.info(section), field + ":")));
    }

    private double cpuSeconds() {
        String info = server.info("cpu");
        return Double.parseDouble(value(info, "used_cpu_user:")) + Double.parseDouble(value(info, "used_cpu_sys:"));
    }

    private double commandStat(String command, String field) {
        String line = value(server.info("commandstats"), "cmdstat_" + command + ":");
        for (String part : line.split(",", -1)) {
            if (part.startsWith(field + "=")) {
                return Double.parseDouble(part.substring(field.length() + 1));
            }
        }
        throw new IllegalStateException("Redis must count " + command + " but says " + line);
    }

    private static String value(String info, String prefix) {
        return info.lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Redis must say " + prefix + " but does not"));
    }

    /** As applications have them: a place, a version, a tag, three pairs of metadata. */
    private static Registration instance(int service, int number) {
        String name = "service-" + service;
        String host = "10.0." + service + "." + number;
        return new Registration(
                new InstanceKey(name, name + ":" + host + ":8080"),
                String.format(Locale.ROOT, "%016x", service * 1_000L + number),
                host,
                8080,
                "http",
                8081,
                Registration.DEFAULT_WEIGHT,
                "eu-central",
                "eu-central-1a",
                "1.4.2",
                List.of("blue"),
                Map.of("team", "checkout", "commit", "9f86d081884c7d65", "started-by", "rollout-4711"),
                Status.UP,
                "",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    @Override
    public void close() {
        client.shutdown(0, 0, TimeUnit.SECONDS);
        registry.close();
        time.close();
        redis.kill();
    }
}
