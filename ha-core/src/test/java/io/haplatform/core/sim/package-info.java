/**
 * Callers, servers and their troubles, under manual time on one thread: what the balancing does in minutes of traffic,
 * as figures that are checked in. Everything of the caller's side is the production code.
 */
@NullMarked
package io.haplatform.core.sim;

import org.jspecify.annotations.NullMarked;
