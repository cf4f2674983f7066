package io.haplatform.benchmarks.system;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.CallContext;
import io.haplatform.core.balance.Node;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Registered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * R3 for many callers: 50 callers, each with its own connections, directory and balancer, in one process. A value is the
 * time from the moment an instance sends its first registration until the balancer of one caller has picked it.
 */
final class FiftyCallers {

    static final int CALLERS = 50;

    private static final int STANDING = 2;

    private FiftyCallers() {}

    private static final class Caller implements AutoCloseable {

        private final Watcher watcher;
        private final Balancers balancers;
        private final Balancer orders;

        Caller(String name, int redisPort) {
            this.watcher = new Watcher(name, redisPort, "r3");
            this.balancers = new Balancers(
                    watcher.directory, watcher.time, watcher.random, List.of(), service -> BalancePolicy.DEFAULT);
            this.orders = balancers.of("orders");
        }

        /** Picks until everybody's turn has come once. */
        boolean picks(InstanceKey key) {
            for (int turn = 0; turn <= STANDING; turn++) {
                Node node = orders.pick(CallContext.NONE);
                if (node != null && node.key().equals(key)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void close() {
            balancers.close();
            watcher.close();
        }
    }

    /** @return one value per newcomer and caller, in milliseconds */
    static List<Double> run(Run run, int newcomers) throws Exception {
        Child redis = run.redis();
        List<Caller> callers = new ArrayList<>();
        List<Double> millis = new ArrayList<>();
        try (Caller owner = new Caller("owner", redis.port())) {
            owner.watcher.awaitConnected();
            for (int i = 0; i < STANDING; i++) {
                register(owner, instance("standing-" + i, i));
            }
            for (int i = 0; i < CALLERS; i++) {
                callers.add(new Caller("caller-" + i, redis.port()));
            }
            for (Caller caller : callers) {
                caller.watcher.awaitConnected();
            }
            for (int i = 0; i < STANDING; i++) {
                untilAllPick(callers, instance("standing-" + i, i).key(), System.nanoTime());
            }
            for (int i = 0; i < newcomers; i++) {
                Registration newcomer = instance("newcomer-" + i, STANDING + i);
                long begin = System.nanoTime();
                CompletionStage<Registered> answer = owner.watcher.registrar.register(newcomer);
                millis.addAll(untilAllPick(callers, newcomer.key(), begin));
                requireNew(answer.toCompletableFuture().get(5, TimeUnit.SECONDS));
                owner.watcher
                        .registrar
                        .deregister(newcomer.key())
                        .toCompletableFuture()
                        .get(5, TimeUnit.SECONDS);
                // the next one comes to callers that have nothing to do, as a single start in a quiet system does
                TimeUnit.MILLISECONDS.sleep(300);
            }
        } finally {
            callers.forEach(Caller::close);
            redis.kill();
        }
        return List.copyOf(millis);
    }

    private static void register(Caller owner, Registration registration) throws Exception {
        requireNew(owner.watcher
                .registrar
                .register(registration)
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS));
    }

    private static void requireNew(Registered answer) {
        if (!(answer instanceof Registered.Accepted)) {
            throw new IllegalStateException("a registration must be accepted but was answered " + answer);
        }
    }

    private static List<Double> untilAllPick(List<Caller> callers, InstanceKey key, long begin)
            throws InterruptedException {
        List<Caller> waiting = new ArrayList<>(callers);
        List<Double> millis = new ArrayList<>();
        while (!waiting.isEmpty()) {
            waiting.removeIf(caller -> {
                boolean picked = caller.picks(key);
                if (picked) {
                    millis.add((System.nanoTime() - begin) / 1e6);
                }
                return picked;
            });
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(30)) {
                throw new IllegalStateException(waiting.size() + " callers have not picked " + key + " after 30 s");
            }
            TimeUnit.MICROSECONDS.sleep(200);
        }
        return millis;
    }

    private static Registration instance(String id, int number) {
        return Registration.up(
                new InstanceKey("orders", id), "incarnation-" + id, "127.0.0.1", 10_000 + number, Instant.now());
    }
}
