/** The parts of the demonstration, where they listen, and how to tell that they answer. */
@NullMarked
package io.haplatform.demo.system;

import org.jspecify.annotations.NullMarked;
