package io.haplatform.benchmarks.system;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.time.SystemTime;
import io.haplatform.redis.RedisEndpoint;
import io.haplatform.redis.RedisPolicy;
import io.haplatform.redis.RedisRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import redis.embedded.RedisServer;

/**
 * R3: how long after an instance is ready each of 50 callers can pick it. Ours are 50 callers with their own
 * connections, directory and balancer, in one process; each value is one caller and one new instance. The peer's are
 * whole processes: from the newcomer's readiness until a storefront's traffic reaches it.
 */
final class NewInstance {

    private static final int CALLERS = 50;

    private NewInstance() {}

    private static final class Caller implements AutoCloseable {

        private final SystemTime time = new SystemTime("caller");
        private final RedisRegistry registry;
        private final Directory directory;
        private final Balancers balancers;
        private final Balancer orders;

        Caller(int redisPort) {
            RandomGenerator random = RandomGenerator.getDefault();
            this.registry = new RedisRegistry(
                    RedisEndpoint.of("127.0.0.1", redisPort),
                    "r3",
                    LeasePolicy.DEFAULT,
                    RedisPolicy.DEFAULT,
                    time,
                    random);
            this.directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, random);
            directory.start();
            this.balancers = new Balancers(directory, time, random, List.of(), service -> BalancePolicy.DEFAULT);
            this.orders = balancers.of("orders");
        }

        boolean canPick(InstanceKey key) {
            return orders.nodes().stream()
                    .anyMatch(node -> node.key().equals(key) && node.instance().status() == Status.UP);
        }

        @Override
        public void close() {
            balancers.close();
            directory.close();
            registry.close();
            time.close();
        }
    }

    static List<Double> ours(int instances) throws Exception {
        int port = Ports.free();
        RedisServer redis = RedisServer.builder()
                .port(port)
                .bind("127.0.0.1")
                .setting("save ''")
                .build();
        redis.start();
        List<Caller> callers = new ArrayList<>();
        List<Double> millis = new ArrayList<>();
        try (Caller owner = new Caller(port)) {
            for (int i = 0; i < CALLERS; i++) {
                callers.add(new Caller(port));
            }
            TimeUnit.SECONDS.sleep(3);
            for (int i = 0; i < instances; i++) {
                Registration newcomer = newcomer(i);
                owner.registry.register(List.of(newcomer)).toCompletableFuture().get(5, TimeUnit.SECONDS);
                TimeUnit.MILLISECONDS.sleep(300);
                long ready = System.nanoTime();
                owner.registry.register(List.of(newcomer.withStatus(Status.UP, "", Instant.now())));
                millis.addAll(untilAllPick(callers, newcomer.key(), ready));
                owner.registry
                        .change(new Change.Deregister(newcomer.key(), newcomer.incarnation()))
                        .toCompletableFuture()
                        .get(5, TimeUnit.SECONDS);
            }
        } finally {
            callers.forEach(Caller::close);
            redis.stop();
        }
        return List.copyOf(millis);
    }

    private static List<Double> untilAllPick(List<Caller> callers, InstanceKey key, long ready)
            throws InterruptedException {
        List<Caller> waiting = new ArrayList<>(callers);
        List<Double> millis = new ArrayList<>();
        while (!waiting.isEmpty()) {
            waiting.removeIf(caller -> {
                boolean there = caller.canPick(key);
                if (there) {
                    millis.add((System.nanoTime() - ready) / 1e6);
                }
                return there;
            });
            TimeUnit.MICROSECONDS.sleep(200);
            if (System.nanoTime() - ready > TimeUnit.SECONDS.toNanos(30)) {
                throw new IllegalStateException(waiting.size() + " callers do not pick " + key + " after 30 s");
            }
        }
        return millis;
    }

    private static Registration newcomer(int number) {
        return new Registration(
                new InstanceKey("orders", "newcomer-" + number),
                "incarnation-" + number,
                "127.0.0.1",
                10_000 + number,
                "http",
                0,
                Registration.DEFAULT_WEIGHT,
                "",
                "",
                "",
                List.of(),
                Map.of(),
                Status.STARTING,
                "",
                Instant.now(),
                Instant.now());
    }

    static List<Double> peer(Fleet fleet, int instances) throws Exception {
        fleet.start(2, 1, false);
        TimeUnit.SECONDS.sleep(10);
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            Child newcomer = fleet.addOrders();
            fleet.orders.add(newcomer);
            Load load = new Load(fleet.callers(), 100).start();
            newcomer.awaitReady(fleet.readyPath());
            long ready = System.nanoTime();
            TimeUnit.SECONDS.sleep(10);
            double first = load.stop().stream()
                    .filter(answer -> answer.tried().contains(newcomer.address()))
                    .mapToDouble(answer -> (answer.startNanos() - ready) / 1e6)
                    .min()
                    .orElse(10_000);
            millis.add(Math.max(0, first));
        }
        return List.copyOf(millis);
    }
}
