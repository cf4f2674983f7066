package io.haplatform.core.observe;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation.Evidence;
import java.time.Instant;

/**
 * What this process holds against an instance.
 *
 * @param key which instance
 * @param evidence what was seen, of a call or of the last probe
 * @param detail in words
 * @param since when the suspicion began
 * @param probes how many times it was asked since
 */
public record Suspicion(InstanceKey key, Evidence evidence, String detail, Instant since, int probes) {}
