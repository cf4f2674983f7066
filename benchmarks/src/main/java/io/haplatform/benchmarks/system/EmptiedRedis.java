package io.haplatform.benchmarks.system;

import io.haplatform.benchmarks.Row;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.test.Registrations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * R7: a Redis that is frozen, then killed and started empty, then lost to a replica that has missed the last writes, under
 * processes that keep many instances registered and follow them all. Whatever is published is looked at: no living
 * instance may be missing, no list empty, nothing lifted that an operator imposed.
 */
final class EmptiedRedis {

    static final int INSTANCES = Integer.getInteger("ha.instances", 10_000);
    static final int SERVICES = 20;

    private static final int WATCHERS = Integer.getInteger("ha.watchers", 40);
    private static final String NAMESPACE = "r7";
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Expected expected = new Expected();
    private final List<Watcher> watchers = new ArrayList<>();

    private EmptiedRedis() {}

    static Row row(Run run) throws Exception {
        EmptiedEureka.Result peer = EmptiedEureka.measure(run);
        return new EmptiedRedis().measure(run, peer);
    }

    private Row measure(Run run, EmptiedEureka.Result peer) throws Exception {
        StoredLeases redis = new StoredLeases(run, NAMESPACE);
        int frozenSeconds = run.full() ? 60 : 15;
        try {
            for (int i = 0; i < WATCHERS; i++) {
                watchers.add(watcher(i, redis.port()));
            }
            redis.await(INSTANCES, System.nanoTime());
            for (int service = 0; service < SERVICES; service++) {
                impose(imposed("w0-" + service, service, 1, Status.DRAINING, null));
                impose(imposed("w1-" + service, service, 1, null, 7));
            }
            awaitSaid();
            redis.freeze();
            TimeUnit.SECONDS.sleep(frozenSeconds);
            redis.thaw();
            TimeUnit.SECONDS.sleep(15);
            redis.kill();
            TimeUnit.SECONDS.sleep(3);
            double emptied = redis.await(expected.instances(), redis.restart());
            // what is only kept until owners are back would go now
            TimeUnit.SECONDS.sleep(15);
            int liftedSoFar = expected.lifted();
            expected.count(false);
            redis.cutOffReplica();
            for (int service = 0; service < SERVICES; service++) {
                register(watchers.get(0), service, "new-" + service);
                impose(imposed("new-" + service, service, 1, Status.MAINTENANCE, null));
                impose(imposed("w1-" + service, service, 2, null, 9));
            }
            awaitSaid();
            double failedOver = redis.await(expected.instances(), redis.failOver());
            TimeUnit.SECONDS.sleep(15);
            return row(
                    Math.max(emptied, failedOver),
                    unstored(),
                    peer,
                    String.format(
                            Locale.ROOT,
                            "Redis frozen %d s, later killed, 3 s away, started empty (all stored after %.1f s, %d lifted),"
                                    + " later replaced by a replica that lacked %d registrations and %d words of operators"
                                    + " (%.1f s, %d lifted)",
                            frozenSeconds,
                            emptied,
                            liftedSoFar,
                            SERVICES,
                            2 * SERVICES,
                            failedOver,
                            expected.lifted() - liftedSoFar));
        } finally {
            watchers.forEach(Watcher::close);
            redis.close();
        }
    }

    /** @param unstored what operators imposed that Redis did not know in the end */
    private Row row(double back, long unstored, EmptiedEureka.Result peer, String faults) {
        return new Row(
                "R7",
                String.format(
                        Locale.ROOT,
                        "removed:%d/empty:%d/lifted:%d/back:%.1fs",
                        expected.removed(),
                        expected.empty(),
                        expected.lifted(),
                        back),
                peer.value(),
                "removed:0/empty:0/lifted:0/back:5s",
                expected.removed() == 0
                        && expected.empty() == 0
                        && expected.lifted() == 0
                        && unstored == 0
                        && back <= 5,
                INSTANCES + " instances of " + SERVICES + " services, registered and followed by " + WATCHERS
                        + " watchers with real connections in one process, " + 3 * SERVICES
                        + " drained or weighted by operators (lifted: some list was without it; stored again in the end: "
                        + "all but " + unstored + "); " + faults + "; " + peer.runs());
    }

    private Watcher watcher(int number, int port) {
        Watcher watcher = new Watcher("watcher-" + number, port, NAMESPACE);
        for (int service = 0; service < SERVICES; service++) {
            watcher.directory.onView(service(service), expected::look);
        }
        for (int i = 0; i < INSTANCES / WATCHERS; i++) {
            register(watcher, i % SERVICES, "w" + number + "-" + i);
        }
        if (number == 0) {
            // as every admin does
            SerialExecutor serial = watcher.time.serial("lost words");
            watcher.directory.onLost(word -> say(watcher, word, serial));
        }
        return watcher;
    }

    private static void say(Watcher watcher, Change word, SerialExecutor serial) {
        var unused = watcher.registry.change(word).whenComplete((changed, failure) -> {
            if (failure != null) {
                serial.schedule(RETRY, () -> say(watcher, word, serial));
            }
        });
    }

    private void register(Watcher owner, int service, String id) {
        expected.living(new InstanceKey(service(service), id));
        owner.registrar.register(Registrations.of(service(service), id).build());
    }

    private static OperatorOverride imposed(
            String id, int service, long version, @Nullable Status status, @Nullable Integer weight) {
        InstanceKey key = new InstanceKey(service(service), id);
        return new OperatorOverride(
                key, version, weight, null, status, "operator", "R7", Instant.now(), null, Map.of());
    }

    /** Says it until it is there: a registry that takes in ten thousand at once answers late, and an answer may get lost. */
    private void impose(OperatorOverride word) throws InterruptedException {
        expected.imposed(word);
        long end = System.nanoTime() + LIMIT_NANOS;
        String answer = "nothing";
        while (System.nanoTime() - end < 0) {
            try {
                Changed changed = watchers.get(0)
                        .registry
                        .change(new Change.PutOverride(word))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
                answer = changed.toString();
                if (changed.result() == Changed.Result.APPLIED || changed.result() == Changed.Result.UNCHANGED) {
                    return;
                }
            } catch (ExecutionException | TimeoutException e) {
                answer = e.toString();
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IllegalStateException("an operator's word must be applied but was answered " + answer);
    }

    private static String service(int number) {
        return "service-" + number;
    }

    /** Waits until every list of every watcher says what it has to say; from then on it must. */
    private void awaitSaid() throws InterruptedException {
        long end = System.nanoTime() + LIMIT_NANOS;
        for (Watcher watcher : watchers) {
            for (String service : expected.services()) {
                while (!expected.isSaidBy(watcher.directory.view(service))) {
                    if (System.nanoTime() - end > 0) {
                        throw new IllegalStateException("every watcher must see what was registered and imposed but one"
                                + " does not see it in " + service);
                    }
                    TimeUnit.MILLISECONDS.sleep(50);
                }
            }
        }
        expected.count(true);
    }

    /** Views keep for a while what the registry has lost: it must know it again itself. */
    private long unstored() throws Exception {
        Snapshot snapshot = watchers.get(0)
                .registry
                .snapshot(expected.services())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        Set<OperatorOverride> stored = new HashSet<>();
        snapshot.services().values().forEach(records -> stored.addAll(records.overrides()));
        return expected.unstored(stored);
    }
}
