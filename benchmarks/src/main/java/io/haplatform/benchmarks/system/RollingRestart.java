package io.haplatform.benchmarks.system;

import java.util.concurrent.TimeUnit;

/**
 * R4: five instances are stopped with SIGTERM and started again under 500 requests a second, the next one two seconds
 * after the one before is ready. Callers do not retry.
 */
final class RollingRestart {

    private static final int INSTANCES = 5;
    private static final int CALLERS = 2;
    private static final int PER_SECOND = 500;

    private RollingRestart() {}

    static Failures run(Fleet fleet, int runs) throws Exception {
        fleet.start(INSTANCES, CALLERS, false, PER_SECOND);
        Failures failures = Failures.NONE;
        for (int run = 0; run < runs; run++) {
            try (Load load = new Load(fleet.callers(), PER_SECOND)) {
                load.start();
                TimeUnit.SECONDS.sleep(2);
                for (Child child : fleet.orders) {
                    child.stop();
                    child.restart();
                    child.awaitReady(fleet.readyPath());
                    TimeUnit.SECONDS.sleep(2);
                }
                failures = failures.and(load.stopAtRate());
            }
            fleet.awaitServing();
        }
        return failures;
    }
}
