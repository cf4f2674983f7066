package io.haplatform.benchmarks.system;

import io.haplatform.benchmarks.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * R3: how long after a process is ready each storefront under traffic has its first good answer from it. Whole
 * processes, ours and the peer's alike.
 */
final class NewInstance {

    static final int CALLERS = 2;

    private static final int INSTANCES = 2;
    private static final int PER_SECOND = 300;

    /** @param millis one per newcomer and caller */
    record Result(int newcomers, List<Double> millis) {

        boolean met() {
            return Row.quantile(millis, 0.99) <= 150;
        }

        String value() {
            return Row.ms(millis);
        }

        String runs(String name) {
            return String.format(Locale.ROOT, "%s: runs=%d %s", name, newcomers, Row.spread("ms", millis));
        }
    }

    private NewInstance() {}

    static Result run(Fleet fleet, int newcomers) throws Exception {
        fleet.start(INSTANCES, CALLERS, false, PER_SECOND);
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < newcomers; i++) {
            try (Load load = new Load(fleet.callers(), PER_SECOND)) {
                load.start();
                Child newcomer = fleet.addOrders();
                newcomer.awaitReady(fleet.readyPath());
                long ready = System.nanoTime();
                for (int caller = 0; caller < CALLERS; caller++) {
                    millis.add(untilServed(fleet, load, caller, newcomer.address(), ready));
                }
                load.stopAtRate();
                fleet.orders.remove(newcomer);
                newcomer.stop();
            }
        }
        return new Result(newcomers, List.copyOf(millis));
    }

    /** Negative when it was called before it said that it was ready. */
    private static double untilServed(Fleet fleet, Load load, int caller, String newcomer, long ready)
            throws InterruptedException {
        while (true) {
            OptionalLong first = load.answers().stream()
                    .filter(answer -> answer.caller() == caller && answer.servedBy(newcomer))
                    .mapToLong(answer -> answer.endNanos() - ready)
                    .min();
            if (first.isPresent()) {
                return first.getAsLong() / 1e6;
            }
            if (System.nanoTime() - ready > fleet.watch().toNanos()) {
                throw new IllegalStateException("storefront " + caller + " must use the new instance at " + newcomer
                        + " but has not " + fleet.watch().toSeconds() + " s after it was ready");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
