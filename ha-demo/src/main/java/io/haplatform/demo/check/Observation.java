package io.haplatform.demo.check;

import java.time.Duration;
import java.util.Optional;

/**
 * What a step saw; times by {@link System#nanoTime}.
 *
 * @param faultNanos just before the fault
 * @param goneUntilNanos until when the instance was left in its fault: a pick up to here was a pick of a lost instance
 * @param readyNanos when it answered again
 * @param admin how long admin went on showing it as up; empty if it still did when the gate had passed
 */
record Observation(
        Instance instance, long faultNanos, long goneUntilNanos, long readyNanos, Optional<Duration> admin) {}
