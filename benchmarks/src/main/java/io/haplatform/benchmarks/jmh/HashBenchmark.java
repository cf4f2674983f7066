package io.haplatform.benchmarks.jmh;

import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.CallContext;
import io.haplatform.core.time.SystemTime;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Row B7: one pick by a key of 15 characters, another one each time; and how many keys move when one leaves. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HashBenchmark {

    private static final int KEYS = 4_096;

    /** Our balancer over ten and over a thousand instances. */
    @State(Scope.Benchmark)
    public static class Ours {

        final SystemTime time = new SystemTime("benchmark");
        final Balancer ten = Instances.balancer(time, "CONSISTENT_HASH", 10, i -> 100);
        final Balancer thousand = Instances.balancer(time, "CONSISTENT_HASH", 1_000, i -> 100);

        @TearDown
        public void stop() {
            time.close();
        }
    }

    /** Calls with keys of their own. */
    @State(Scope.Thread)
    public static class Calls {

        private final CallContext[] calls =
                IntStream.range(0, KEYS).mapToObj(Keyed::new).toArray(CallContext[]::new);
        private int turn;

        CallContext next() {
            return calls[turn++ & (KEYS - 1)];
        }
    }

    private static final class Keyed implements CallContext {

        private final String key;

        Keyed(int number) {
            this.key = "customer-" + (100_000 + number);
        }

        @Override
        public long nowNanos() {
            return 0;
        }

        @Override
        public @Nullable String value(String name) {
            return key;
        }
    }

    @Benchmark
    public Object ours(Ours ours, Calls calls) {
        return ours.ten.require(calls.next());
    }

    @Benchmark
    public Object oursThousand(Ours ours, Calls calls) {
        return ours.thousand.require(calls.next());
    }

    /** The part of 200,000 keys that belongs to another instance once one in the middle of {@code count} is gone. */
    public static double moved(int count) {
        int keys = 200_000;
        try (SystemTime time = new SystemTime("benchmark")) {
            Balancer all = Instances.balancer(time, "CONSISTENT_HASH", count, i -> 100);
            Balancer less = Instances.balancer(
                    time, "CONSISTENT_HASH", IntStream.range(0, count).filter(i -> i != count / 2), i -> 100);
            return (double) IntStream.range(0, keys)
                            .mapToObj(Keyed::new)
                            .filter(call -> !all.require(call)
                                    .key()
                                    .equals(less.require(call).key()))
                            .count()
                    / keys;
        }
    }

    /** The most keys that one of {@code count} instances has, as a multiple of its share; a thousand keys for each. */
    public static double largestShare(int count) {
        int[] keys = new int[count];
        try (SystemTime time = new SystemTime("benchmark")) {
            Balancer all = Instances.balancer(time, "CONSISTENT_HASH", count, i -> 100);
            for (int key = 0; key < 1_000 * count; key++) {
                String id = all.require(new Keyed(key)).key().id();
                keys[Integer.parseInt(id.substring("orders-".length()))]++;
            }
        }
        return Arrays.stream(keys).max().orElseThrow() / 1_000.0;
    }
}
