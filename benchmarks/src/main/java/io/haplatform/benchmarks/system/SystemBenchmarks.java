package io.haplatform.benchmarks.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs whole-system rows: {@code R1 R3 R4 R5 U1 U4}. Each is measured on our fleet and, where a peer is named, on Eureka
 * at its best tuning in the same run ({@code --full}: at its defaults as well). Prints one line per row.
 */
public final class SystemBenchmarks {

    private final Path root;
    private final Path directory;
    private final boolean full;

    private SystemBenchmarks(Path root, Path directory, boolean full) {
        this.root = root;
        this.directory = directory;
        this.full = full;
    }

    public static void main(String[] args) throws Exception {
        List<String> ids = new ArrayList<>(List.of(args));
        boolean full = ids.remove("--full");
        Path root = Path.of(System.getProperty("ha.root", ".")).toAbsolutePath().normalize();
        Path directory = Files.createTempDirectory("ha-benchmarks");
        SystemBenchmarks benchmarks = new SystemBenchmarks(root, directory, full);
        for (String id : ids) {
            System.out.println(benchmarks.row(id));
        }
    }

    private Row row(String id) throws Exception {
        return switch (id) {
            case "R1" -> r1();
            case "R3" -> r3();
            case "R4" -> r4();
            case "R5" -> r5();
            case "U1" -> u1();
            case "U4" -> u4();
            default -> throw new IllegalArgumentException("row must be one of R1 R3 R4 R5 U1 U4 but is " + id);
        };
    }

    private Row r1() throws Exception {
        KillUnderTraffic.Result ours;
        try (Fleet fleet = new OurFleet(directory, root)) {
            ours = KillUnderTraffic.run(fleet, full ? 20 : 10, 5);
        }
        KillUnderTraffic.Result peer;
        try (Fleet fleet = new EurekaFleet(directory, root, true)) {
            peer = KillUnderTraffic.run(fleet, full ? 5 : 3, 10);
        }
        boolean met = Row.quantile(ours.millis(), 0.99) <= 300 && Row.quantile(ours.wasted(), 1) <= 5;
        return new Row(
                "R1",
                Row.ms(ours.millis()) + "/wasted:" + (int) Row.quantile(ours.wasted(), 1),
                "eureka-tuned:" + Row.ms(peer.millis()) + "/wasted:" + (int) Row.quantile(peer.wasted(), 1),
                "p99:300ms/wasted:5",
                met,
                "runs=" + ours.millis().size() / 2 + " callers=2 " + Row.spread("ms", ours.millis()) + " failed="
                        + ours.failed() + "/" + ours.requests() + " peer-failed=" + peer.failed() + "/"
                        + peer.requests());
    }

    private Row r3() throws Exception {
        List<Double> ours = NewInstance.ours(full ? 100 : 30);
        List<Double> peer;
        try (Fleet fleet = new EurekaFleet(directory, root, true)) {
            peer = NewInstance.peer(fleet, full ? 5 : 2);
        }
        return new Row(
                "R3",
                Row.ms(ours),
                "eureka-tuned-1-caller:" + Row.ms(peer),
                "p99:150ms",
                Row.quantile(ours, 0.99) <= 150,
                "callers=50 values=" + ours.size() + " " + Row.spread("ms", ours));
    }

    private Row r4() throws Exception {
        RollingRestart.Result ours;
        try (Fleet fleet = new OurFleet(directory, root)) {
            ours = RollingRestart.run(fleet);
        }
        RollingRestart.Result peer;
        try (Fleet fleet = new EurekaFleet(directory, root, !full)) {
            peer = RollingRestart.run(fleet);
        }
        return failures("R4", ours, peer, "rolling-restart-of-5");
    }

    private Row r5() throws Exception {
        RollingRestart.Result ours;
        try (Fleet fleet = new OurFleet(directory, root)) {
            ours = KillOfOne.run(fleet, full ? 5 : 3);
        }
        RollingRestart.Result peer;
        try (Fleet fleet = new EurekaFleet(directory, root, !full)) {
            peer = KillOfOne.run(fleet, 1);
        }
        return failures("R5", ours, peer, "kill-of-1-of-5");
    }

    private Row failures(String id, RollingRestart.Result ours, RollingRestart.Result peer, String what) {
        return new Row(
                id,
                "failed:" + ours.failed(),
                (full ? "eureka-defaults" : "eureka-tuned") + "-failed:" + peer.failed(),
                "failed:0",
                ours.failed() == 0,
                what + " 500/s requests=" + ours.requests() + " statuses="
                        + ours.byStatus().toString().replace(" ", "") + " peer-requests=" + peer.requests());
    }

    private Row u1() throws Exception {
        int runs = full ? 5 : 2;
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            seconds.add(DemoStart.seconds(root, directory));
        }
        double worst = Row.quantile(seconds, 1);
        return new Row(
                "U1",
                String.format(Locale.ROOT, "%.0fs", worst),
                "-",
                "90s",
                worst <= 90,
                "runs=" + runs + " " + Row.spread("s", seconds));
    }

    private Row u4() throws Exception {
        List<String> bad = WrongSettings.check(root, directory);
        bad.forEach(System.err::println);
        int all = WrongSettings.count();
        return new Row(
                "U4",
                (all - bad.size()) + "-of-" + all + "-readable",
                "-",
                all + "-of-" + all,
                bad.isEmpty(),
                "runs=1 each wrong setting starts the sample once");
    }
}
