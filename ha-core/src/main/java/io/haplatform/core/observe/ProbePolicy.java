package io.haplatform.core.observe;

import java.time.Duration;

/**
 * How a process finds out whether an instance that failed it is back.
 *
 * @param interval between probes of one instance
 * @param timeout for one probe, connection and answer together
 */
public record ProbePolicy(Duration interval, Duration timeout) {

    public static final ProbePolicy DEFAULT = new ProbePolicy(Duration.ofSeconds(1), Duration.ofSeconds(1));

    public ProbePolicy {
        between("probe-interval", interval, Duration.ofMillis(50), Duration.ofMinutes(5));
        between("probe-timeout", timeout, Duration.ofMillis(10), Duration.ofMinutes(1));
    }

    private static void between(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " must be between " + least.toMillis() + "ms and "
                    + most.toMillis() + "ms but is " + value.toMillis() + "ms");
        }
    }
}
