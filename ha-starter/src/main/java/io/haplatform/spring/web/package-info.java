/** Filters in front of the application: probes, and the count of requests in flight. */
@NullMarked
package io.haplatform.spring.web;

import org.jspecify.annotations.NullMarked;
