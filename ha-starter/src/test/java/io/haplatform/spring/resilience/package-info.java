@NullMarked
package io.haplatform.spring.resilience;

import org.jspecify.annotations.NullMarked;
