package io.haplatform.benchmarks.system;

import io.haplatform.benchmarks.Row;
import io.haplatform.core.instance.Registration;
import io.haplatform.test.FaultProxy;
import io.haplatform.test.Registrations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * R8: one process writes, others read through proxies that cut them off at random. After each thousand changes all
 * proxies heal, and each reader must come to what was written; the time counts from when its connections are there.
 */
final class CutReaders {

    private static final int READERS = 20;
    private static final int INSTANCES = 100;
    private static final int CHANGES = 10_000;
    private static final int ROUND = 1_000;
    private static final long DIVERGED_NANOS = TimeUnit.SECONDS.toNanos(15);

    private CutReaders() {}

    private record Reader(FaultProxy proxy, Watcher watcher) {}

    static Row row(Run run) throws Exception {
        Child redis = run.redis();
        List<Reader> readers = new ArrayList<>();
        List<Double> millis = new ArrayList<>();
        int diverged = 0;
        int cuts = 0;
        try (Watcher writer = new Watcher("writer", redis.port(), "r8")) {
            for (int i = 0; i < READERS; i++) {
                FaultProxy proxy = FaultProxy.to("127.0.0.1", redis.port());
                readers.add(new Reader(proxy, new Watcher("reader-" + i, proxy.port(), "r8")));
            }
            writer.awaitConnected();
            for (Reader reader : readers) {
                reader.watcher().awaitConnected();
            }
            Registration[] written = new Registration[INSTANCES];
            for (int change = 0; change < CHANGES; change++) {
                int number = change % INSTANCES;
                written[number] = Registrations.of("orders", "i" + number)
                        .metadata("change", Integer.toString(change))
                        .build();
                writer.registry
                        .register(List.of(written[number]))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
                if (change % 10 == 0) {
                    cut(readers.get(ThreadLocalRandom.current().nextInt(READERS))
                            .proxy());
                    cuts++;
                }
                if ((change + 1) % ROUND == 0) {
                    diverged += converge(readers, new HashSet<>(List.of(written)), millis);
                }
            }
        } finally {
            readers.forEach(reader -> {
                reader.watcher().close();
                reader.proxy().close();
            });
            redis.kill();
        }
        boolean met = diverged == 0 && Row.quantile(millis, 0.99) <= 1_000;
        return new Row(
                "R8",
                "diverged:" + diverged + "/" + Row.ms(millis),
                "-",
                "diverged:0/p99:1000ms",
                met,
                String.format(
                        Locale.ROOT,
                        "%d changes of %d instances, %d readers cut off %d times (reset, refused, or unheard), all looked at"
                                + " after each %d; from the reader's new connection to the view of the last change; %s",
                        CHANGES,
                        INSTANCES,
                        READERS,
                        cuts,
                        ROUND,
                        Row.spread("ms", millis)));
    }

    /** What it was before is over with the next fault. */
    private static void cut(FaultProxy proxy) {
        proxy.heal();
        switch (ThreadLocalRandom.current().nextInt(3)) {
            case 0 -> proxy.cut();
            case 1 -> proxy.refuse();
            default -> proxy.swallow(FaultProxy.Direction.TO_CLIENT);
        }
    }

    /** @return how many readers did not come to what was written */
    private static int converge(List<Reader> readers, Set<Registration> written, List<Double> millis)
            throws InterruptedException {
        long end = System.nanoTime() + DIVERGED_NANOS;
        List<Reader> left = new ArrayList<>(readers);
        long[] connected = new long[readers.size()];
        readers.forEach(reader -> reader.proxy().heal());
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            for (int i = 0; i < readers.size(); i++) {
                Reader reader = readers.get(i);
                if (connected[i] == 0 && reader.proxy().open() >= 2) {
                    connected[i] = System.nanoTime();
                }
                if (left.contains(reader)
                        && connected[i] != 0
                        && reader.watcher().sees("orders").equals(written)) {
                    left.remove(reader);
                    millis.add((System.nanoTime() - connected[i]) / 1e6);
                }
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return left.size();
    }
}
