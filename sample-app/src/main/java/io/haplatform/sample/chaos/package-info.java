/** Faults on demand, only with the profile chaos. */
@NullMarked
package io.haplatform.sample.chaos;

import org.jspecify.annotations.NullMarked;
