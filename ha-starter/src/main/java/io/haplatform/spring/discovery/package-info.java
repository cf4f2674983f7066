/** The directory as Spring and Spring Cloud know it: discovery clients, service instances, events. */
@NullMarked
package io.haplatform.spring.discovery;

import org.jspecify.annotations.NullMarked;
