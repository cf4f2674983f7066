package io.haplatform.demo.check;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a step saw; times by {@link System#nanoTime}.
 *
 * @param instance which was lost; null if none may be
 * @param faultNanos just before the fault
 * @param goneUntilNanos until when the instance was left in its fault: a pick up to here was a pick of a lost instance
 * @param readyNanos when it answered again
 * @param admin how long admin went on showing it as up or, if none was lost, until it showed again that all had registered;
 *     empty if that had not come when the gate had passed
 */
record Observation(
        @Nullable Instance instance, long faultNanos, long goneUntilNanos, long readyNanos, Optional<Duration> admin) {}
