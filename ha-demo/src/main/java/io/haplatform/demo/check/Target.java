package io.haplatform.demo.check;

import java.time.Duration;

/**
 * What a fault may cost: no failed request, and this long until everyone noticed. Machines are noisy, so the figures
 * are printed beside the target and only {@value #GENEROSITY} times the target fails the check.
 *
 * @param callers until no caller picks the instance any more
 * @param admin until admin no longer shows it as up
 */
record Target(Duration callers, Duration admin) {

    private static final int GENEROSITY = 5;

    Duration callersGate() {
        return callers.multipliedBy(GENEROSITY);
    }

    Duration adminGate() {
        return admin.multipliedBy(GENEROSITY);
    }
}
