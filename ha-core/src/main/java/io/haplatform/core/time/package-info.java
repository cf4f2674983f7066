/** The only package that reads a clock or starts a thread. */
@NullMarked
package io.haplatform.core.time;

import org.jspecify.annotations.NullMarked;
