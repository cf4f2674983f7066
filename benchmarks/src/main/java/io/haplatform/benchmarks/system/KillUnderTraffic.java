package io.haplatform.benchmarks.system;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * R1: {@code kill -9} of one of ten while every caller has traffic. Counted from the kill until the last request that
 * was tried at the dead instance was over.
 */
final class KillUnderTraffic {

    /** Per caller and run: how long the dead instance was still tried, and how many attempts that cost. */
    record Result(List<Double> millis, List<Double> wasted, int failed, int requests) {}

    private static final int INSTANCES = 10;
    private static final int CALLERS = 2;
    private static final int PER_SECOND = 200;

    private KillUnderTraffic() {}

    static Result run(Fleet fleet, int runs, int watchSeconds) throws Exception {
        fleet.start(INSTANCES, CALLERS, true);
        List<Double> millis = new ArrayList<>();
        List<Double> wasted = new ArrayList<>();
        int failed = 0;
        int requests = 0;
        for (int run = 0; run < runs; run++) {
            Child victim = fleet.orders.get(run % INSTANCES);
            Load load = new Load(fleet.callers(), PER_SECOND).start();
            TimeUnit.SECONDS.sleep(3);
            long killed = System.nanoTime();
            victim.kill();
            TimeUnit.SECONDS.sleep(watchSeconds);
            List<Load.Answer> answers = load.stop();
            for (int caller = 0; caller < CALLERS; caller++) {
                long last = killed;
                int attempts = 0;
                for (Load.Answer answer : answers) {
                    boolean after = answer.startNanos() - killed >= 0;
                    if (answer.caller() == caller && after && answer.tried().contains(victim.address())) {
                        attempts++;
                        last = Math.max(last, answer.startNanos() + answer.nanos());
                    }
                }
                millis.add((last - killed) / 1e6);
                wasted.add((double) attempts);
            }
            failed += (int) answers.stream().filter(Load.Answer::failed).count();
            requests += answers.size();
            victim.restart();
            victim.awaitReady(fleet.readyPath());
            TimeUnit.SECONDS.sleep(3);
        }
        return new Result(List.copyOf(millis), List.copyOf(wasted), failed, requests);
    }
}
