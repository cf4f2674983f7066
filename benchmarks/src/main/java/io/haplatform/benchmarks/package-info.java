/** What {@code benchmarks/run} measures, and where it writes it down. */
@NullMarked
package io.haplatform.benchmarks;

import org.jspecify.annotations.NullMarked;
