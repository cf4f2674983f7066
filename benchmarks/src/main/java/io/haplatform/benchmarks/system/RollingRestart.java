package io.haplatform.benchmarks.system;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** R4: five instances are stopped with SIGTERM and started again, one after the other, under 500 requests a second. */
final class RollingRestart {

    /** How many were sent, how many failed, by status. */
    record Result(int requests, int failed, Map<Integer, Integer> byStatus) {}

    private static final int INSTANCES = 5;
    private static final int CALLERS = 2;
    private static final int PER_SECOND = 500;

    private RollingRestart() {}

    static Result run(Fleet fleet) throws Exception {
        fleet.start(INSTANCES, CALLERS, false);
        TimeUnit.SECONDS.sleep(fleet instanceof EurekaFleet ? 35 : 2);
        Load load = new Load(fleet.callers(), PER_SECOND).start();
        TimeUnit.SECONDS.sleep(5);
        for (Child child : fleet.orders) {
            child.stop();
            child.restart();
            child.awaitReady(fleet.readyPath());
            TimeUnit.SECONDS.sleep(2);
        }
        TimeUnit.SECONDS.sleep(3);
        return count(load.stop());
    }

    static Result count(List<Load.Answer> answers) {
        Map<Integer, Integer> byStatus = new TreeMap<>();
        for (Load.Answer answer : answers) {
            byStatus.merge(answer.status(), 1, Integer::sum);
        }
        return new Result(answers.size(), answers.size() - byStatus.getOrDefault(200, 0), byStatus);
    }
}
