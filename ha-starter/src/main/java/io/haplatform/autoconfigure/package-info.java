/** What Spring Boot switches on: the ha.* settings and the beans that follow from them. */
@NullMarked
package io.haplatform.autoconfigure;

import org.jspecify.annotations.NullMarked;
