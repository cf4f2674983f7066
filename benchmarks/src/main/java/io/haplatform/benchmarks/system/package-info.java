/**
 * Whole-system rows of TARGETS: real processes, real faults, beside the peer, in one run. Entry: {@link
 * io.haplatform.benchmarks.system.SystemBenchmarks}.
 */
@NullMarked
package io.haplatform.benchmarks.system;

import org.jspecify.annotations.NullMarked;
