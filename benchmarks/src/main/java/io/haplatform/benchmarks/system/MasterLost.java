package io.haplatform.benchmarks.system;

import io.haplatform.benchmarks.Row;
import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.CallContext;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.RefusalProbe;
import io.haplatform.core.registry.Renewal;
import io.haplatform.redis.RedisAccess;
import io.haplatform.redis.RedisEndpoint;
import io.haplatform.redis.RedisSentinels;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * R10: the Redis master is killed or frozen while somebody writes every 10 ms. A value is the time from then until a
 * write was answered again, after the longest time without an answer; each time on servers of its own.
 */
final class MasterLost {

    /** Who has not written again by then never will, as far as this is concerned. */
    private static final long LIMIT_MILLIS = 15_000;

    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** Written on for so long after the first answer: it may have been the last one of the old master. */
    private static final long AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    enum Fault {
        KILLED(2_000) {
            @Override
            void strike(Child master) {
                master.kill();
            }
        },
        FROZEN(2_500) {
            @Override
            void strike(Child master) throws Exception {
                master.freeze();
            }
        };

        private final int targetMillis;

        Fault(int targetMillis) {
            this.targetMillis = targetMillis;
        }

        int targetMillis() {
            return targetMillis;
        }

        abstract void strike(Child master) throws Exception;
    }

    /** Somebody who writes to Redis. */
    interface Writer extends AutoCloseable {

        CompletionStage<?> write();

        /** Called again and again meanwhile; must not wait. */
        default void call() {}

        @Override
        void close();
    }

    interface Writers {
        Writer on(WatchedRedis redis);
    }

    /**
     * @param resumed milliseconds from the fault to the first write that was answered after the outage, one per run
     * @param outages the longest times without an answered write, in milliseconds
     * @param never runs in which no write was answered any more
     * @param longestCall of those that must not wait, in milliseconds
     */
    record Result(List<Double> resumed, List<Double> outages, int never, double longestCall) {

        boolean met(Fault fault) {
            return never == 0 && Row.quantile(resumed, 0.95) <= fault.targetMillis();
        }

        String value() {
            return String.format(
                            Locale.ROOT,
                            "p50:%.0fms/p95:%.0fms",
                            Row.quantile(resumed, 0.5),
                            Row.quantile(resumed, 0.95))
                    + (never == 0 ? "" : "/never:" + never);
        }

        String runs(String name) {
            return name + ": runs=" + resumed.size() + " " + Row.spread("ms", resumed) + " "
                    + Row.spread("outage-ms", outages);
        }
    }

    private MasterLost() {}

    static Result run(Run run, Fault fault, Writers writers, int runs) throws Exception {
        List<Double> resumed = new ArrayList<>();
        List<Double> outages = new ArrayList<>();
        int never = 0;
        double longestCall = 0;
        for (int i = 0; i < runs; i++) {
            try (WatchedRedis redis = new WatchedRedis(run);
                    Writer writer = writers.on(redis)) {
                Outage outage = outage(redis, fault, writer);
                resumed.add(outage.resumedMillis());
                outages.add(outage.longestMillis());
                never += outage.resumedMillis() >= LIMIT_MILLIS ? 1 : 0;
                longestCall = Math.max(longestCall, outage.longestCallMillis());
            }
        }
        return new Result(resumed, outages, never, longestCall);
    }

    private record Outage(double longestMillis, double resumedMillis, double longestCallMillis) {}

    private static Outage outage(WatchedRedis redis, Fault fault, Writer writer) throws Exception {
        writer.write().toCompletableFuture().get(10, TimeUnit.SECONDS);
        // sentinels look once a second: where in that second it happens is left to chance
        long strikeAt = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(
                        1_000 + ThreadLocalRandom.current().nextInt(1_000));
        long struck = 0;
        long lastAnswer = System.nanoTime();
        long longest = 0;
        long resumed = 0;
        long longestCall = 0;
        long next = System.nanoTime();
        while (true) {
            long now = System.nanoTime();
            if (struck == 0 && now - strikeAt > 0) {
                fault.strike(redis.master());
                struck = System.nanoTime();
            }
            if (struck != 0 && resumed != 0 && now - resumed > AFTER_NANOS) {
                return new Outage(longest / 1e6, (resumed - struck) / 1e6, longestCall / 1e6);
            } else if (struck != 0 && now - struck > TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS)) {
                return new Outage(LIMIT_MILLIS, LIMIT_MILLIS, longestCall / 1e6);
            }
            long called = System.nanoTime();
            writer.call();
            longestCall = Math.max(longestCall, System.nanoTime() - called);
            if (answered(writer.write())) {
                long answer = System.nanoTime();
                if (struck != 0 && answer - lastAnswer > longest) {
                    longest = answer - lastAnswer;
                    resumed = answer;
                }
                lastAnswer = answer;
            }
            next = Math.max(next + EVERY_NANOS, System.nanoTime());
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        }
    }

    private static boolean answered(CompletionStage<?> write) throws InterruptedException {
        try {
            write.toCompletableFuture().get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException refused) {
            return false;
        }
    }

    /** A registry as an application has it, and a balancer that is asked meanwhile. */
    static Writer ours(WatchedRedis redis) {
        List<RedisEndpoint> sentinels = redis.sentinels().stream()
                .map(sentinel -> RedisEndpoint.of("127.0.0.1", sentinel.port()))
                .toList();
        Watcher watcher = new Watcher(
                "writer",
                new RedisSentinels(WatchedRedis.MASTER, sentinels, RedisAccess.OPEN),
                "r10",
                time -> RefusalProbe.NONE);
        Balancers balancers = new Balancers(
                watcher.directory, watcher.time, watcher.random, List.of(), service -> BalancePolicy.DEFAULT);
        Balancer orders = balancers.of("orders");
        return new Writer() {
            @Override
            public CompletionStage<?> write() {
                return watcher.registry.renew(new Renewal("r10", List.of(), Position.NONE));
            }

            @Override
            public void call() {
                var unused = orders.pick(CallContext.NONE);
            }

            @Override
            public void close() {
                balancers.close();
                watcher.close();
            }
        };
    }

    /** Lettuce as it is when nothing is set, with a sentinel URI. */
    static Writer lettuce(WatchedRedis redis) {
        RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(WatchedRedis.MASTER);
        redis.sentinels().forEach(sentinel -> uri.withSentinel("127.0.0.1", sentinel.port()));
        RedisClient client = RedisClient.create(uri.build());
        StatefulRedisConnection<String, String> connection = client.connect();
        return new Writer() {
            @Override
            public CompletionStage<?> write() {
                return connection.async().set("r10", "x");
            }

            @Override
            public void close() {
                client.shutdown(0, 1, TimeUnit.SECONDS);
            }
        };
    }
}
