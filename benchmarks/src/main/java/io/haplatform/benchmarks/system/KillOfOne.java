package io.haplatform.benchmarks.system;

import java.util.concurrent.TimeUnit;

/** R5: {@code kill -9} of one of five under 500 idempotent requests a second, callers at their defaults. */
final class KillOfOne {

    private static final int INSTANCES = 5;
    private static final int CALLERS = 2;
    private static final int PER_SECOND = 500;

    private KillOfOne() {}

    static Failures run(Fleet fleet, int runs) throws Exception {
        fleet.start(INSTANCES, CALLERS, true, PER_SECOND);
        Failures failures = Failures.NONE;
        for (int run = 0; run < runs; run++) {
            Child victim = fleet.orders.get(run % INSTANCES);
            try (Load load = new Load(fleet.callers(), PER_SECOND)) {
                load.start();
                TimeUnit.SECONDS.sleep(3);
                victim.kill();
                TimeUnit.MILLISECONDS.sleep(fleet.watch().toMillis());
                failures = failures.and(load.stopAtRate());
            }
            if (run < runs - 1) {
                fleet.restart(victim);
            }
        }
        return failures;
    }
}
