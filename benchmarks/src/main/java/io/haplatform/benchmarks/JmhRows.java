package io.haplatform.benchmarks;

import io.haplatform.benchmarks.jmh.CallBenchmark;
import io.haplatform.benchmarks.jmh.CostBenchmark;
import io.haplatform.benchmarks.jmh.CpuTime;
import io.haplatform.benchmarks.jmh.HashBenchmark;
import io.haplatform.benchmarks.jmh.PickBenchmark;
import io.haplatform.benchmarks.jmh.WeightedPickBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures the rows that JMH can, ours and the peers' in one run, by processor time of the
 * measuring thread. Prints one line per row.
 */
public final class JmhRows {

    private JmhRows() {}

    public static void main(String[] args) throws RunnerException {
        EndsWithScript.watch();
        List<String> ids = new ArrayList<>(List.of(args));
        boolean full = ids.remove("--full");
        for (String id : ids) {
            switch (id) {
                case "B1" -> b1(measure(PickBenchmark.class, full));
                case "B2" -> b2(measure(WeightedPickBenchmark.class, full));
                case "B7" -> b7(measure(HashBenchmark.class, full));
                case "B3" -> b3(measure(CallBenchmark.class, full));
                case "B4" -> b4(measure(CostBenchmark.class, full));
                default -> throw new IllegalArgumentException("row must be B1, B2, B3, B4 or B7 but is " + id);
            }
        }
    }

    private static void b1(Suite results) {
        String spring = "spring-choose:" + results.of("springChoose");
        String peers = spring + ",spring-bare-round-robin:" + results.of("springBareRoundRobin") + ",armeria:"
                + results.of("armeria");
        pick("B1", results.of("ours"), peers, "10ns/0B", 10, 0);
        pick("B1.random", results.of("oursRandom"), peers, "10ns/0B", 10, 0);
        // Spring's interface makes its own objects
        pick("B1.spring", results.of("oursInSpring"), spring, "40ns", 40, Long.MAX_VALUE);
    }

    private static void b2(Suite results) {
        String peers = "spring-weighted:" + results.of("springWeighted") + ",armeria:" + results.of("armeria");
        pick("B2", results.of("ours"), peers, "10ns/0B", 10, 0);
        pick("B2.random", results.of("oursRandom"), peers, "10ns/0B", 10, 0);
    }

    private static void b7(Suite results) {
        pick("B7", results.of("ours"), "-", "20ns/0B", 20, 0);
        pick("B7.1000", results.of("oursThousand"), "-", "20ns/0B", 20, 0);
        for (int count : new int[] {10, 100, 1_000}) {
            double moved = HashBenchmark.moved(count);
            double most = 1.0 / count + 0.005;
            System.out.println(new Row(
                    "B7.moved-" + count,
                    percent(moved),
                    "-",
                    percent(most),
                    moved <= most,
                    "one of " + count + " leaves, 200000 keys"));
            double share = HashBenchmark.largestShare(count);
            System.out.println(new Row(
                    "B7.share-" + count,
                    String.format(Locale.ROOT, "%.3f", share),
                    "-",
                    "1.25",
                    share <= 1.25,
                    "most keys of one instance by its share, 1000 keys for each"));
        }
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * part);
    }

    private static void pick(String id, Measured ours, String peers, String target, double nanos, long bytes) {
        boolean met = ours.nanos() <= nanos && ours.bytes() <= bytes;
        System.out.println(new Row(id, ours.toString(), peers, target, met, ours.spread()));
    }

    private static void b3(Suite results) {
        Measured clock = results.of("twoClockReads");
        bookkeeping("B3", "closed by the thread that opened it", results, results.of("ours"), clock);
        bookkeeping("B3.handed-over", "closed by another thread", results, results.of("oursHandedOver"), clock);
        System.out.println(new Row("B3.clock", ns(clock.nanos()), "-", "-", true, clock.spread()));
    }

    /** What a call costs beyond two readings of the clock, which are measured beside it. */
    private static void bookkeeping(String id, String how, Suite results, Measured ours, Measured clock) {
        double beyond = ours.nanos() - clock.nanos();
        System.out.println(new Row(
                id,
                ns(beyond) + "/" + ours.bytes() + "B",
                "spring-execute:" + results.of("springExecute"),
                "40ns/32B",
                beyond <= 40 && ours.bytes() <= 32,
                how + ", without meters, beyond two clock reads; medians of "
                        + ours.values().size() + " and "
                        + clock.values().size() + " iterations, their difference between "
                        + ns(ours.smallest() - clock.largest()) + ".." + ns(ours.largest() - clock.smallest())
                        + ", by processor time"));
    }

    /** No peer: Spring Cloud and Armeria have none of them, and those of gRPC need its own connections. */
    private static void b4(Suite results) {
        for (String algorithm : List.of("leastConnections", "leastResponseTime", "adaptive")) {
            String row = "B4." + algorithm.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            pick(row + ".10", results.of(algorithm + ":10"), "-", "30ns/0B", 30, 0);
            pick(row + ".1000", results.of(algorithm + ":1000"), "-", "60ns/0B", 60, 0);
        }
    }

    private static String ns(double nanos) {
        return String.format(Locale.ROOT, Math.abs(nanos) < 100 ? "%.1fns" : "%.0fns", nanos);
    }

    private static Suite measure(Class<?> benchmark, boolean full) throws RunnerException {
        Options options = new OptionsBuilder()
                .include(benchmark.getName() + ".*")
                .forks(full ? 10 : 3)
                .warmupIterations(4)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(6)
                .measurementTime(TimeValue.milliseconds(500))
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuTime.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        Map<String, Measured> results = new TreeMap<>();
        for (RunResult run : new Runner(options).run()) {
            String name = run.getParams().getBenchmark();
            String instances = run.getParams().getParam("instances");
            results.put(
                    name.substring(name.lastIndexOf('.') + 1) + (instances == null ? "" : ":" + instances),
                    Measured.of(run));
        }
        return new Suite(results);
    }

    /** What the benchmarks of one class gave, by the names of their methods. */
    private record Suite(Map<String, Measured> results) {

        Measured of(String benchmark) {
            Measured measured = results.get(benchmark);
            if (measured == null) {
                throw new IllegalStateException(
                        "benchmark must be one of " + results.keySet() + " but is " + benchmark);
            }
            return measured;
        }
    }

    /**
     * What one benchmark gave.
     *
     * @param values processor time of an operation in nanoseconds, one per iteration, sorted
     * @param bytes allocated by an operation
     */
    private record Measured(List<Double> values, long bytes) {

        static Measured of(RunResult run) {
            List<Double> values = new ArrayList<>();
            for (BenchmarkResult fork : run.getBenchmarkResults()) {
                for (IterationResult iteration : fork.getIterationResults()) {
                    values.add(nanos(iteration.getSecondaryResults()));
                }
            }
            double allocated =
                    secondary(run.getSecondaryResults(), "gc.alloc.rate.norm").orElseThrow();
            return new Measured(values.stream().sorted().toList(), Math.round(allocated));
        }

        /** Of the measuring thread, unless the benchmark itself has counted that of two. */
        @SuppressWarnings("rawtypes")
        private static double nanos(Map<String, Result> results) {
            OptionalDouble ofBoth = secondary(results, "nanosOfBoth");
            return ofBoth.isPresent()
                    ? ofBoth.getAsDouble() / secondary(results, "callsOfBoth").orElseThrow()
                    : secondary(results, CpuTime.LABEL).orElseThrow();
        }

        // JMH's own type
        @SuppressWarnings("rawtypes")
        private static OptionalDouble secondary(Map<String, Result> results, String label) {
            return results.entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith(label))
                    .mapToDouble(entry -> entry.getValue().getScore())
                    .findFirst();
        }

        double nanos() {
            return values.get(values.size() / 2);
        }

        double smallest() {
            return values.get(0);
        }

        double largest() {
            return values.get(values.size() - 1);
        }

        String spread() {
            return "median of " + values.size() + " iterations, " + ns(smallest()) + ".." + ns(largest())
                    + ", by processor time";
        }

        @Override
        public String toString() {
            return ns(nanos()) + "/" + bytes + "B";
        }
    }
}
