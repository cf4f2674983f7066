/** For tests: a registry under manual time, faults to order, and the suite that every registry must pass. */
@NullMarked
package io.haplatform.test;

import org.jspecify.annotations.NullMarked;
