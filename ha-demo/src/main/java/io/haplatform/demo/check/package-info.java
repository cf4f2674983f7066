/** Faults on purpose, under traffic, with a verdict. */
@NullMarked
package io.haplatform.demo.check;

import org.jspecify.annotations.NullMarked;
