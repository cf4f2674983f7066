/** In front of the application's own request handling: requests are counted, drained, and probes answered. */
@NullMarked
package io.haplatform.spring.web;

import org.jspecify.annotations.NullMarked;
