package io.haplatform.benchmarks.system;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** R5: {@code kill -9} of one of five under 500 idempotent requests a second, callers at their defaults. */
final class KillOfOne {

    private static final int INSTANCES = 5;
    private static final int CALLERS = 2;
    private static final int PER_SECOND = 500;

    private KillOfOne() {}

    static RollingRestart.Result run(Fleet fleet, int runs) throws Exception {
        fleet.start(INSTANCES, CALLERS, true);
        TimeUnit.SECONDS.sleep(fleet instanceof EurekaFleet ? 35 : 2);
        List<Load.Answer> all = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            Child victim = fleet.orders.get(run % INSTANCES);
            Load load = new Load(fleet.callers(), PER_SECOND).start();
            TimeUnit.SECONDS.sleep(5);
            victim.kill();
            TimeUnit.SECONDS.sleep(15);
            all.addAll(load.stop());
            victim.restart();
            victim.awaitReady(fleet.readyPath());
            TimeUnit.SECONDS.sleep(5);
        }
        return RollingRestart.count(all);
    }
}
