package io.haplatform.benchmarks.system;

import io.haplatform.benchmarks.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** All rows of R9: our Redis beside the peer's server, after each other, each with the same fleet. */
final class RegistryCost {

    private RegistryCost() {}

    /** What our Redis was asked for. */
    private record Ours(
            RedisCost.Memory memory,
            List<RedisCost.Renewals> single,
            List<RedisCost.Renewals> batched,
            RedisCost.Watched watched) {}

    static List<Row> rows(Run run) throws Exception {
        EurekaCost.Result peer = EurekaCost.measure(run, RedisCost.INSTANCES, RedisCost.SERVICES, RedisCost.WATCHERS);
        return rows(ours(run), peer);
    }

    private static Ours ours(Run run) throws Exception {
        try (RedisCost cost = new RedisCost(run)) {
            RedisCost.Memory memory = cost.register();
            cost.renew(1);
            List<RedisCost.Renewals> single = new ArrayList<>();
            List<RedisCost.Renewals> batched = new ArrayList<>();
            for (int round = 0; round < (run.full() ? 10 : 3); round++) {
                single.add(cost.renew(1));
                batched.add(cost.renew(RedisCost.INSTANCES_EACH));
            }
            return new Ours(memory, single, batched, cost.watch());
        }
    }

    private static List<Row> rows(Ours ours, EurekaCost.Result peer) {
        double micros = median(ours.single(), RedisCost.Renewals::script);
        double together = median(ours.batched(), RedisCost.Renewals::script);
        double perInstance = ours.memory().perInstance();
        List<Double> millis = ours.watched().millis();
        double idle = ours.watched().idlePercent();
        String fleet = RedisCost.INSTANCES + " instances in " + RedisCost.SERVICES + " services; rounds="
                + ours.single().size();
        return List.of(
                new Row(
                        "R9.renew",
                        String.format(Locale.ROOT, "%.1fus", micros),
                        peer.renew(),
                        "5us",
                        micros <= 5,
                        String.format(
                                Locale.ROOT,
                                "script time of a renewal by a process of its own, 10,000 of them a second are %.1f %% of a"
                                        + " core; processor time with the network: ours %.1fus, eureka-tuned what is said of"
                                        + " it; %s, each also a watcher of ours",
                                micros,
                                median(ours.single(), RedisCost.Renewals::processor),
                                fleet)),
                new Row(
                        "R9.renew-batch",
                        String.format(Locale.ROOT, "%.1fus", together),
                        "-",
                        "5us",
                        together <= 5,
                        "the same, " + RedisCost.INSTANCES_EACH + " leases of one process in one script, which Eureka's"
                                + " clients cannot; " + fleet),
                new Row(
                        "R9.memory",
                        String.format(Locale.ROOT, "%.0fB", perInstance),
                        peer.memory(),
                        "1024B",
                        perInstance <= 1024,
                        String.format(
                                Locale.ROOT,
                                "of Redis for each instance, besides a log of %d KB; of eureka-tuned heap in use, of a"
                                        + " process of %d MB; %s",
                                ours.memory().log() / 1024,
                                peer.residentBytes() >> 20,
                                fleet)),
                new Row(
                        "R9.watchers",
                        Row.ms(millis),
                        peer.watchers(),
                        "p99:50ms",
                        Row.quantile(millis, 0.99) <= 50,
                        RedisCost.WATCHERS
                                + " followers with a connection each, all in one process on the same machine;"
                                + " eureka-tuned: as many that ask for its delta once a second, over 100 connections;"
                                + " changes=" + RedisCost.CHANGES + " " + Row.spread("ms", millis)
                                + " eureka-tuned-" + Row.spread("ms", peer.millis())),
                new Row(
                        "R9.idle",
                        String.format(Locale.ROOT, "%.2f%%", idle),
                        peer.idle(),
                        "1%",
                        idle <= 1,
                        "of a core of the registry for " + RedisCost.WATCHERS
                                + " followers of which none has news, without their renewals; " + RedisCost.IDLE_SECONDS
                                + " s"));
    }

    private static double median(List<RedisCost.Renewals> rounds, ToDoubleFunction<RedisCost.Renewals> value) {
        return Row.quantile(rounds.stream().mapToDouble(value).boxed().toList(), 0.5);
    }
}
