package io.haplatform.benchmarks.system;

import io.haplatform.benchmarks.Row;
import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.CallContext;
import io.haplatform.core.balance.Node;
import io.haplatform.core.call.CallPolicy;
import io.haplatform.core.call.CallRequest;
import io.haplatform.core.call.Calls;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.observe.ProbePolicy;
import io.haplatform.core.observe.SocketProber;
import io.haplatform.core.observe.Suspicions;
import io.haplatform.core.observe.Witness;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.core.time.SystemTime;
import io.haplatform.redis.RedisEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * R6: 50 of 100 instances are killed at once. All of them are in one process, each with its own connections to Redis, its
 * own registrar and its own listening port; to be killed is to have the port closed and to fall silent. One caller calls,
 * and one calls nobody: for each, when it picked a killed instance for the last time; and when the last of them had left
 * the view.
 */
final class HalfKilled {

    static final int INSTANCES = 100;

    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);
    /** Watched for so long after the last has gone: a living one that goes wrongly would go by then. */
    private static final long AFTER_NANOS = TimeUnit.SECONDS.toNanos(12);

    /**
     * @param calling milliseconds until the caller that calls had its last attempt at a killed instance, one per run
     * @param idle the same for the picks of one that calls nobody
     * @param removed milliseconds until the last killed one had left the view
     * @param wasted attempts at killed ones, of all runs
     * @param failed calls, of all runs
     * @param livingRemoved how many of the living were missing in a view at any time, of all runs
     */
    record Result(
            List<Double> calling, List<Double> idle, List<Double> removed, int wasted, int failed, int livingRemoved) {

        boolean met() {
            return Row.quantile(idle, 1) <= 5_000 && Row.quantile(calling, 1) <= 5_000 && livingRemoved == 0;
        }

        String value() {
            return String.format(
                    Locale.ROOT,
                    "unpicked:%.0fms/with-traffic:%.0fms/removed:%.0fms/living-removed:%d",
                    Row.quantile(idle, 1),
                    Row.quantile(calling, 1),
                    Row.quantile(removed, 1),
                    livingRemoved);
        }

        String runs() {
            return "runs=" + idle.size() + " " + Row.spread("unpicked-ms", idle) + " "
                    + Row.spread("with-traffic-ms", calling) + " " + Row.spread("removed-ms", removed) + " wasted="
                    + wasted + " failed=" + failed;
        }
    }

    /** With a registrar that knocks, as applications have it. */
    private static Watcher watcher(int redisPort, String name) {
        return new Watcher(
                name, RedisEndpoint.of("127.0.0.1", redisPort), "r6", time -> new SocketProber(time)::refusal);
    }

    /** An instance that listens; what connects waits in the backlog, which is all that anybody here wants. */
    private static final class Instance implements AutoCloseable {

        private final ServerSocketChannel server = ServerSocketChannel.open();
        private final Watcher watcher;
        private final InstanceKey key;

        Instance(int redisPort, int number) throws IOException {
            watcher = watcher(redisPort, "orders-" + number);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
            key = new InstanceKey("orders", "n" + number);
        }

        void register() throws Exception {
            Registration registration = Registration.up(
                    key, "incarnation-" + key.id(), "127.0.0.1", server.socket().getLocalPort(), Instant.now());
            watcher.registrar.register(registration).toCompletableFuture().get(30, TimeUnit.SECONDS);
        }

        /** Takes what waits, so that the backlog does not fill. */
        void drain() throws IOException {
            server.configureBlocking(false);
            for (var taken = server.accept(); taken != null; taken = server.accept()) {
                taken.close();
            }
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException e) {
                throw new IllegalStateException("a port must be closed but is not", e);
            }
            watcher.close();
        }
    }

    private static final class Caller implements AutoCloseable {

        private static final CallRequest GET = CallRequest.of("GET", true);

        final Watcher watcher;
        final Balancers balancers;
        final Balancer orders;
        final Calls calls;
        int failed;
        int wasted;

        Caller(int redisPort, String name) {
            watcher = watcher(redisPort, name);
            Directory directory = watcher.directory;
            SystemTime time = watcher.time;
            RandomGenerator random = watcher.random;
            balancers = new Balancers(directory, time, random, List.of(), service -> BalancePolicy.DEFAULT);
            orders = balancers.of("orders");
            Suspicions suspicions = new Suspicions(
                    balancers,
                    new SocketProber(time),
                    time,
                    random,
                    ProbePolicy.DEFAULT,
                    new Witness(watcher.registrar.refusals(), directory, time, random));
            calls = new Calls(balancers, suspicions, time, random, service -> CallPolicy.DEFAULT, List.of(), List.of());
        }

        /** @return whether a killed one was tried */
        boolean call(Set<InstanceKey> killed) {
            int before = wasted;
            try {
                calls.run("orders", GET, attempt -> {
                    if (killed.contains(attempt.instance().key())) {
                        wasted++;
                    }
                    try (Socket socket = new Socket()) {
                        socket.connect(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(),
                                        attempt.instance().registration().port()),
                                1_000);
                        return true;
                    }
                });
            } catch (Exception e) {
                failed++;
            }
            return wasted > before;
        }

        /** Whether one of a whole round of picks is a killed one. */
        boolean picksOneOf(Set<InstanceKey> killed) {
            for (int turn = 0; turn < INSTANCES; turn++) {
                Node node = orders.pick(CallContext.NONE);
                if (node != null && killed.contains(node.key())) {
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

    private HalfKilled() {}

    static Result run(Run run, int runs) throws Exception {
        Result all = new Result(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0, 0, 0);
        for (int i = 0; i < runs; i++) {
            all = once(run, all);
        }
        return all;
    }

    private static Result once(Run run, Result before) throws Exception {
        Child redis = run.redis();
        List<Instance> instances = new ArrayList<>();
        try (Caller calling = new Caller(redis.port(), "calling");
                Caller idle = new Caller(redis.port(), "idle")) {
            for (int i = 0; i < INSTANCES; i++) {
                instances.add(new Instance(redis.port(), i));
                instances.get(i).register();
            }
            Set<InstanceKey> killed = new HashSet<>();
            // everybody's renewals are spread, and nothing is new to anybody
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < SETTLING_NANOS
                    || view(idle).instances().size() < INSTANCES) {
                if (System.nanoTime() - begun > LIMIT_NANOS) {
                    throw new IllegalStateException("all " + INSTANCES + " must be seen but after "
                            + TimeUnit.NANOSECONDS.toSeconds(LIMIT_NANOS) + " s there are "
                            + view(idle).instances().size());
                }
                calling.call(killed);
                drain(instances);
                TimeUnit.NANOSECONDS.sleep(EVERY_NANOS);
            }
            List<Instance> dying = instances.subList(0, INSTANCES / 2);
            dying.forEach(instance -> killed.add(instance.key));
            long begin = System.nanoTime();
            dying.forEach(Instance::close);
            dying.clear();
            return watch(calling, idle, instances, killed, begin, before);
        } finally {
            instances.forEach(Instance::close);
            redis.kill();
        }
    }

    private static Result watch(
            Caller calling, Caller idle, List<Instance> living, Set<InstanceKey> killed, long begin, Result before)
            throws Exception {
        double lastCall = 0;
        double lastPick = 0;
        double removed = 0;
        int smallest = Integer.MAX_VALUE;
        for (long now = begin; removed == 0 || now - begin < removed * 1e6 + AFTER_NANOS; now = System.nanoTime()) {
            double millis = (now - begin) / 1e6;
            lastCall = calling.call(killed) ? millis : lastCall;
            lastPick = idle.picksOneOf(killed) ? millis : lastPick;
            long listed = view(idle).instances().stream()
                    .filter(instance -> !killed.contains(instance.key()))
                    .count();
            smallest = Math.min(smallest, (int) listed);
            if (removed == 0 && view(idle).instances().size() == listed) {
                removed = millis;
            }
            if (now - begin > LIMIT_NANOS) {
                throw new IllegalStateException("the killed ones must leave the view but after "
                        + TimeUnit.NANOSECONDS.toSeconds(LIMIT_NANOS) + " s "
                        + (view(idle).instances().size() - listed) + " have not");
            }
            drain(living);
            TimeUnit.NANOSECONDS.sleep(EVERY_NANOS);
        }
        before.calling().add(lastCall);
        before.idle().add(lastPick);
        before.removed().add(removed);
        return new Result(
                before.calling(),
                before.idle(),
                before.removed(),
                before.wasted() + calling.wasted,
                before.failed() + calling.failed,
                before.livingRemoved() + INSTANCES / 2 - smallest);
    }

    private static void drain(List<Instance> instances) throws IOException {
        for (Instance instance : instances) {
            instance.drain();
        }
    }

    private static ServiceView view(Caller caller) {
        return caller.watcher.directory.view("orders");
    }
}
