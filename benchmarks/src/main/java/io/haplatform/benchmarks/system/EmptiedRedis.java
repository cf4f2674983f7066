package io.haplatform.benchmarks.system;

import io.haplatform.benchmarks.Row;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.test.Registrations;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * R7: a Redis that is frozen, then killed and started empty, under processes that keep many instances registered and
 * follow them all. Whatever is published is looked at: no living instance may be missing, no list empty.
 */
final class EmptiedRedis {

    private static final int WATCHERS = 40;
    private static final int INSTANCES = 10_000;
    private static final int SERVICES = 20;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);

    private final Set<InstanceKey> removed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger empty = new AtomicInteger();
    private volatile boolean settled;

    private EmptiedRedis() {}

    static Row row(Run run) throws Exception {
        return new EmptiedRedis().measure(run);
    }

    private Row measure(Run run) throws Exception {
        Child redis = run.redis();
        List<Watcher> watchers = new ArrayList<>();
        int frozenSeconds = run.full() ? 60 : 15;
        try {
            for (int i = 0; i < WATCHERS; i++) {
                watchers.add(watcher(i, redis.port()));
            }
            awaitAll(redis, System.nanoTime());
            awaitSeen(watchers);
            settled = true;
            redis.freeze();
            TimeUnit.SECONDS.sleep(frozenSeconds);
            redis.thaw();
            TimeUnit.SECONDS.sleep(15);
            redis.kill();
            TimeUnit.SECONDS.sleep(3);
            redis.restart();
            long begin = System.nanoTime();
            Run.awaitConnectable(redis);
            double back = awaitAll(redis, begin);
            // what is only kept until owners are back would go now
            TimeUnit.SECONDS.sleep(15);
            boolean met = removed.isEmpty() && empty.get() == 0 && back <= 5;
            return new Row(
                    "R7",
                    String.format(Locale.ROOT, "removed:%d/empty:%d/back:%.1fs", removed.size(), empty.get(), back),
                    "-",
                    "removed:0/empty:0/back:5s",
                    met,
                    INSTANCES + " instances of " + SERVICES + " services, registered and followed by " + WATCHERS
                            + " watchers with real connections in one process; Redis frozen " + frozenSeconds
                            + " s, later killed, 3 s away, started empty; from there until all are stored again");
        } finally {
            watchers.forEach(Watcher::close);
            redis.kill();
        }
    }

    private Watcher watcher(int number, int port) {
        Watcher watcher = new Watcher("watcher-" + number, port, "r7");
        for (int service = 0; service < SERVICES; service++) {
            watcher.directory.onView(service(service), this::look);
        }
        for (int i = 0; i < INSTANCES / WATCHERS; i++) {
            watcher.registrar.register(Registrations.of(service(i % SERVICES), "w" + number + "-" + i)
                    .build());
        }
        return watcher;
    }

    private static String service(int number) {
        return "service-" + number;
    }

    private void look(ServiceView view) {
        if (!settled) {
            return;
        }
        if (view.instances().isEmpty()) {
            empty.incrementAndGet();
        }
        if (view.instances().size() < INSTANCES / SERVICES) {
            Set<String> there = view.instances().stream()
                    .map(each -> each.registration().key().id())
                    .collect(Collectors.toSet());
            for (int watcher = 0; watcher < WATCHERS; watcher++) {
                for (int i = 0; i < INSTANCES / WATCHERS; i++) {
                    String id = "w" + watcher + "-" + i;
                    if (service(i % SERVICES).equals(view.service()) && !there.contains(id)) {
                        removed.add(new InstanceKey(view.service(), id));
                    }
                }
            }
        }
    }

    private static void awaitSeen(List<Watcher> watchers) throws InterruptedException {
        long end = System.nanoTime() + LIMIT_NANOS;
        for (Watcher watcher : watchers) {
            while (watcher.directory.views().stream()
                            .mapToInt(view -> view.instances().size())
                            .sum()
                    < INSTANCES) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException("every watcher must see " + INSTANCES + " instances but one sees "
                            + watcher.directory.views().stream()
                                    .mapToInt(view -> view.instances().size())
                                    .sum());
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    /** @return how many seconds after the beginning all instances were stored */
    private static double awaitAll(Child redis, long begin) throws InterruptedException {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis.port());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            long stored = 0;
            while (stored < INSTANCES) {
                if (System.nanoTime() - begin > LIMIT_NANOS) {
                    throw new IllegalStateException(INSTANCES + " instances must be stored but are " + stored);
                }
                TimeUnit.MILLISECONDS.sleep(20);
                // as cheap as can be: what is measured must not wait for who measures
                stored = connection.sync().zcard("{ha:r7}:lease");
            }
            return (System.nanoTime() - begin) / 1e9;
        } finally {
            client.shutdown(0, 0, TimeUnit.SECONDS);
        }
    }
}
