/** Starts the whole platform on one machine. Start at {@link io.haplatform.demo.Main}. */
@NullMarked
package io.haplatform.demo;

import org.jspecify.annotations.NullMarked;
