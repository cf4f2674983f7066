package io.haplatform.benchmarks.system;

import io.haplatform.benchmarks.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * R1 and R5: {@code kill -9} of one instance while every caller has traffic. Counted from the kill until the last
 * request that was tried at the dead instance, or failed, was over.
 */
final class KillUnderTraffic {

    static final int CALLERS = 2;

    /**
     * What one caller noticed of one kill.
     *
     * @param millis from the kill to the end of the last request that it cost anything
     * @param wasted attempts at the dead instance
     */
    record Noticed(double millis, int wasted) {

        /** @param killedNanos the moment before the kill */
        static Noticed by(int caller, List<Load.Answer> answers, String dead, long killedNanos) {
            long last = killedNanos;
            int wasted = 0;
            for (Load.Answer answer : answers) {
                if (answer.caller() != caller || answer.endNanos() - killedNanos < 0) {
                    continue;
                }
                long attempts = answer.tried().stream().filter(dead::equals).count();
                if (answer.servedBy(dead)) {
                    // it had answered before it died
                    attempts--;
                }
                wasted += (int) attempts;
                if ((attempts > 0 || answer.failed()) && answer.endNanos() - last > 0) {
                    last = answer.endNanos();
                }
            }
            return new Noticed((last - killedNanos) / 1e6, wasted);
        }
    }

    /**
     * @param noticed one per kill and caller
     * @param failures of all callers, also before the kill
     */
    record Result(List<Noticed> noticed, Failures failures) {

        List<Double> millis() {
            return noticed.stream().map(Noticed::millis).toList();
        }

        List<Double> wasted() {
            return noticed.stream().map(each -> (double) each.wasted()).toList();
        }

        boolean met() {
            return Row.quantile(millis(), 0.99) <= 300 && Row.quantile(wasted(), 1) <= 5 && failures.failed() == 0;
        }

        String value() {
            return String.format(
                    Locale.ROOT, "%s/wasted:%.0f/%s", Row.ms(millis()), Row.quantile(wasted(), 1), failures.value());
        }

        String runs(String name) {
            return failures.runs(name) + " " + Row.spread("ms", millis()) + " " + Row.spread("wasted", wasted());
        }
    }

    private KillUnderTraffic() {}

    static Result run(Fleet fleet, int instances, int perSecond, int runs) throws Exception {
        fleet.start(instances, CALLERS, true, perSecond);
        List<Noticed> noticed = new ArrayList<>();
        Failures failures = Failures.NONE;
        for (int run = 0; run < runs; run++) {
            Child victim = fleet.orders.get(run % instances);
            try (Load load = new Load(fleet.callers(), perSecond)) {
                load.start();
                TimeUnit.SECONDS.sleep(3);
                long killed = System.nanoTime();
                victim.kill();
                TimeUnit.MILLISECONDS.sleep(fleet.watch().toMillis());
                List<Load.Answer> answers = load.stopAtRate();
                for (int caller = 0; caller < CALLERS; caller++) {
                    noticed.add(Noticed.by(caller, answers, victim.address(), killed));
                }
                failures = failures.and(answers);
            }
            if (run < runs - 1) {
                fleet.restart(victim);
            }
        }
        return new Result(List.copyOf(noticed), failures);
    }
}
