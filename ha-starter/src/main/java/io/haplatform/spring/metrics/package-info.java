/** Every meter by name, and who counts it. */
@NullMarked
package io.haplatform.spring.metrics;

import org.jspecify.annotations.NullMarked;
