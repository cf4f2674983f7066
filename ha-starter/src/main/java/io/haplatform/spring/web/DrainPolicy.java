package io.haplatform.spring.web;

import java.time.Duration;

/**
 * How long each part of a drain may take.
 *
 * @param propagation given to callers to learn from the registry that this instance leaves
 * @param quiet without a new request: then all have learnt it
 * @param inFlight at most, after propagation, for quiet and for the requests in flight
 * @param externalGrace at least, from the beginning, for callers that learn of it by probing
 */
public record DrainPolicy(Duration propagation, Duration quiet, Duration inFlight, Duration externalGrace) {}
