package io.haplatform.benchmarks;

import io.haplatform.benchmarks.jmh.CallBenchmark;
import io.haplatform.benchmarks.jmh.CpuTime;
import io.haplatform.benchmarks.jmh.PickBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * Measures the rows that JMH can: {@code B1} and {@code B3}, ours and the peers' in one run, by processor time of the
 * measuring thread. Prints one line per row.
 */
public final class JmhRows {

    private JmhRows() {}

    public static void main(String[] args) throws RunnerException {
        List<String> ids = new ArrayList<>(List.of(args));
        boolean full = ids.remove("--full");
        for (String id : ids) {
            switch (id) {
                case "B1" -> {
                    Suite picks = measure(PickBenchmark.class, full);
                    b1(picks);
                    b1InSpring(picks);
                }
                case "B3" -> b3(measure(CallBenchmark.class, full));
                default -> throw new IllegalArgumentException("row must be B1 or B3 but is " + id);
            }
        }
    }

    private static void b1(Suite results) {
        Measured ours = results.of("ours");
        String peers = "spring-choose:" + results.of("springChoose") + ",spring-bare-round-robin:"
                + results.of("springBareRoundRobin") + ",armeria:" + results.of("armeria");
        row("B1", ours.toString(), peers, "10ns/0B", ours.nanos() <= 10 && ours.bytes() == 0, ours);
        Measured random = results.of("oursRandom");
        row("B1.random", random.toString(), peers, "10ns/0B", random.nanos() <= 10 && random.bytes() == 0, random);
    }

    private static void b1InSpring(Suite results) {
        Measured ours = results.of("oursInSpring");
        row(
                "B1.spring",
                ours.toString(),
                "spring-choose:" + results.of("springChoose"),
                "40ns",
                ours.nanos() <= 40,
                ours);
    }

    private static void b3(Suite results) {
        Measured ours = results.of("ours");
        Measured clock = results.of("twoClockReads");
        double beyond = ours.nanos() - clock.nanos();
        row(
                "B3",
                ns(beyond) + "/" + ours.bytes() + "B",
                "spring-execute:" + results.of("springExecute"),
                "40ns/32B",
                beyond <= 40 && ours.bytes() <= 32,
                ours);
        row("B3.clock", ns(clock.nanos()), "-", "-", true, clock);
    }

    private static void row(String id, String ours, String peer, String target, boolean met, Measured measured) {
        System.out.println(id + " ours=" + ours + " peer=" + peer + " target=" + target + (met ? " met " : " short ")
                + measured.spread());
    }

    private static String ns(double nanos) {
        return String.format(Locale.ROOT, nanos < 100 ? "%.1fns" : "%.0fns", nanos);
    }

    private static Suite measure(Class<?> benchmark, boolean full) throws RunnerException {
        Options options = new OptionsBuilder()
                .include(benchmark.getName() + ".*")
                .forks(full ? 10 : 3)
                .warmupIterations(5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(8)
                .measurementTime(TimeValue.milliseconds(500))
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuTime.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        Map<String, Measured> results = new TreeMap<>();
        for (RunResult run : new Runner(options).run()) {
            String name = run.getParams().getBenchmark();
            results.put(name.substring(name.lastIndexOf('.') + 1), Measured.of(run));
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
                    values.add(secondary(iteration.getSecondaryResults(), CpuTime.LABEL));
                }
            }
            double allocated = secondary(run.getSecondaryResults(), "gc.alloc.rate.norm");
            return new Measured(values.stream().sorted().toList(), Math.round(allocated));
        }

        // JMH's own type
        @SuppressWarnings("rawtypes")
        private static double secondary(Map<String, Result> results, String label) {
            return results.entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith(label))
                    .findFirst()
                    .orElseThrow()
                    .getValue()
                    .getScore();
        }

        double nanos() {
            return values.get(values.size() / 2);
        }

        String spread() {
            return "median of " + values.size() + " iterations, " + ns(values.get(0)) + ".."
                    + ns(values.get(values.size() - 1)) + ", by processor time";
        }

        @Override
        public String toString() {
            return ns(nanos()) + "/" + bytes + "B";
        }
    }
}
