package io.haplatform.benchmarks.system;

import io.haplatform.benchmarks.EndsWithScript;
import io.haplatform.benchmarks.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Runs whole-system rows: {@code R1 R3 R4 R5 R6 R7 R8 R9 R10 U1 U4}. R1, R3, R4 and R5 are measured on our fleet and on
 * Eureka at its best tuning in the same run, as often; with {@code --full} more often, and on Eureka at its defaults as
 * well. R7 and R9 have a tuned Eureka beside them that is told of the fleet over its REST. Prints one line per row; ends
 * with 1 when a row could not be measured.
 */
public final class SystemBenchmarks {

    /** One measurement of a whole fleet. */
    private interface Measurement<T> {
        T run(Fleet fleet) throws Exception;
    }

    /** What one run gave on ours, and on the peers by their names. */
    private record Results<T>(T ours, Map<String, T> peers) {}

    private final Run run;

    private SystemBenchmarks(Run run) {
        this.run = run;
    }

    public static void main(String[] args) throws Exception {
        EndsWithScript.watch();
        // an idle connection is dropped before the server may drop it, as in ./demo
        System.setProperty("jdk.httpclient.keepalive.timeout", "10");
        List<String> ids = new ArrayList<>(List.of(args));
        boolean full = ids.remove("--full");
        Path root = Path.of(System.getProperty("ha.root", ".")).toAbsolutePath().normalize();
        Run run = new Run(root, full);
        SystemBenchmarks benchmarks = new SystemBenchmarks(run);
        for (String id : ids) {
            try {
                benchmarks.rows(id);
            } catch (Exception e) {
                if (!run.over()) {
                    run.keepLogs();
                    System.err.println(id + " could not be measured: " + e + "\nlogs: " + run.directory());
                }
                System.exit(1);
            }
        }
        // connections of HTTP clients that linger: nobody waits for them
        System.exit(0);
    }

    private void rows(String id) throws Exception {
        switch (id) {
            case "R1" -> print(r1());
            case "R3" -> {
                print(r3());
                print(r3Callers());
            }
            case "R4" -> print(r4());
            case "R5" -> print(r5());
            case "R6" -> print(r6());
            case "R7" -> print(EmptiedRedis.row(run));
            case "R8" -> print(CutReaders.row(run));
            case "R9" -> RegistryCost.rows(run).forEach(this::print);
            case "R10" -> {
                print(r10(MasterLost.Fault.KILLED));
                print(r10(MasterLost.Fault.FROZEN));
            }
            case "U1" -> print(u1());
            case "U4" -> print(u4());
            default ->
                throw new IllegalArgumentException("row must be one of R1 R3 R4 R5 R6 R7 R8 R9 R10 U1 U4 but is " + id);
        }
    }

    private void print(Row row) {
        System.out.println(row);
        if (!row.met()) {
            run.keepLogs();
            System.err.println("logs: " + run.directory());
        }
    }

    private Row r1() throws Exception {
        Results<KillUnderTraffic.Result> results =
                measure(fleet -> KillUnderTraffic.run(fleet, 10, 200, run.full() ? 20 : 5));
        explain(results.ours().failures());
        return row(
                "R1",
                results,
                KillUnderTraffic.Result::value,
                "with-traffic:p99:300ms/wasted:5/failed:0",
                KillUnderTraffic.Result::met,
                "with traffic, " + KillUnderTraffic.CALLERS + " callers, 1 of 10 killed; not measured: callers without"
                        + " traffic",
                KillUnderTraffic.Result::runs);
    }

    private Row r3() throws Exception {
        Results<NewInstance.Result> results = measure(fleet -> NewInstance.run(fleet, run.full() ? 20 : 5));
        return row(
                "R3",
                results,
                NewInstance.Result::value,
                "p99:150ms",
                NewInstance.Result::met,
                "whole processes, " + NewInstance.CALLERS
                        + " callers under traffic, from ready to the first answer by the new one (negative: called before)",
                NewInstance.Result::runs);
    }

    private Row r3Callers() throws Exception {
        int runs = run.full() ? 100 : 30;
        List<Double> ours = FiftyCallers.run(run, runs);
        return new Row(
                "R3.callers",
                Row.ms(ours),
                "-",
                "p99:150ms",
                Row.quantile(ours, 0.99) <= 150,
                FiftyCallers.CALLERS + " callers in one process, from register to the pick of each; runs=" + runs + " "
                        + Row.spread("ms", ours));
    }

    private Row r4() throws Exception {
        Results<Failures> results = measure(fleet -> RollingRestart.run(fleet, run.full() ? 5 : 1));
        return failures("R4", results, "rolling restart of 5 at 500/s, callers without retries");
    }

    private Row r5() throws Exception {
        Results<Failures> results = measure(fleet ->
                KillUnderTraffic.run(fleet, 5, 500, run.full() ? 10 : 3).failures());
        return failures("R5", results, "kill of 1 of 5 at 500/s, callers with retries");
    }

    private Row r6() throws Exception {
        HalfKilled.Result result = HalfKilled.run(run, run.full() ? 10 : 3);
        return new Row(
                "R6",
                result.value(),
                "-",
                "unpicked:5s/living-removed:0",
                result.met(),
                "50 of " + HalfKilled.INSTANCES
                        + " killed at once, all in one process with own connections, the slowest"
                        + " of all runs; a caller without traffic, one with 200 calls/s; no peer in this run; "
                        + result.runs());
    }

    private static Row failures(String id, Results<Failures> results, String what) {
        explain(results.ours());
        return row(id, results, Failures::value, "failed:0", failures -> failures.failed() == 0, what, Failures::runs);
    }

    /** A failure of ours is to be found out about, not only counted. */
    private static void explain(Failures ours) {
        ours.problems().forEach(problem -> System.err.println("failed: " + problem));
    }

    private Row r10(MasterLost.Fault fault) throws Exception {
        MasterLost.Result ours = MasterLost.run(run, fault, MasterLost::ours, run.full() ? 100 : 10);
        MasterLost.Result peer = MasterLost.run(run, fault, MasterLost::lettuce, run.full() ? 10 : 3);
        return new Row(
                "R10." + fault.name().toLowerCase(Locale.ROOT),
                ours.value(),
                "lettuce-defaults:" + peer.value(),
                "p95:" + fault.targetMillis() + "ms",
                ours.met(fault),
                String.format(
                        Locale.ROOT,
                        "3 redis, 3 sentinels, down-after 500 ms, from the fault to the next answered write, at most 15 s;"
                                + " longest pick meanwhile %.1fms; %s; %s",
                        ours.longestCall(),
                        ours.runs("ours"),
                        peer.runs("lettuce-defaults")));
    }

    private Row u1() throws Exception {
        int runs = run.full() ? 5 : 2;
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            seconds.add(DemoStart.seconds(run));
        }
        double worst = Row.quantile(seconds, 1);
        return new Row(
                "U1",
                String.format(Locale.ROOT, "%.0fs", worst),
                "-",
                "90s",
                worst <= 90,
                "the slowest; clone of the commit, build included; runs=" + runs + " " + Row.spread("s", seconds));
    }

    private Row u4() throws Exception {
        BadInput.Result result = BadInput.check(run);
        result.bad().forEach(System.err::println);
        return new Row(
                "U4",
                result.good().size() + "-of-" + result.all() + "-readable",
                "-",
                result.all() + "-of-" + result.all(),
                result.bad().isEmpty(),
                "each case once, as its user sees it");
    }

    /** On our fleet, then on the peer's: at its best tuning, and at its defaults when there is time. */
    private <T> Results<T> measure(Measurement<T> measurement) throws Exception {
        T ours = measure(new OurFleet(run), measurement);
        Map<String, T> peers = new LinkedHashMap<>();
        peers.put("eureka-tuned", measure(new EurekaFleet(run, EurekaFleet.Timers.TUNED), measurement));
        if (run.full()) {
            peers.put("eureka-defaults", measure(new EurekaFleet(run, EurekaFleet.Timers.DEFAULTS), measurement));
        }
        return new Results<>(ours, peers);
    }

    private static <T> T measure(Fleet fleet, Measurement<T> measurement) throws Exception {
        try (fleet) {
            return measurement.run(fleet);
        }
    }

    private static <T> Row row(
            String id,
            Results<T> results,
            Function<T, String> value,
            String target,
            Predicate<T> met,
            String what,
            BiFunction<T, String, String> runs) {
        T ours = results.ours();
        List<String> peers = new ArrayList<>();
        StringBuilder all = new StringBuilder(what).append("; ").append(runs.apply(ours, "ours"));
        results.peers().forEach((name, peer) -> {
            peers.add(name + ":" + value.apply(peer));
            all.append("; ").append(runs.apply(peer, name));
        });
        return new Row(id, value.apply(ours), String.join(",", peers), target, met.test(ours), all.toString());
    }
}
