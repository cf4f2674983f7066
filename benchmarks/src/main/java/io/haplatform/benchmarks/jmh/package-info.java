/** What a pick and a call cost, beside the peers, by JMH. */
@NullMarked
package io.haplatform.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
