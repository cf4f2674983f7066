/** A Resilience4j circuit breaker around every load-balanced service, and what others get to know of it. */
@NullMarked
package io.haplatform.spring.resilience;

import org.jspecify.annotations.NullMarked;
