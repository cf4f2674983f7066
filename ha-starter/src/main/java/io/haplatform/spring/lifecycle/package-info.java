/** When an application registers, what it publishes of itself, and how it drains before it stops. */
@NullMarked
package io.haplatform.spring.lifecycle;

import org.jspecify.annotations.NullMarked;
