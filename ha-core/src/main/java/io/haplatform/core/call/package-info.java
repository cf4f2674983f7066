/** Running one call: attempts, next instance, back-off, budget, deadline. */
@NullMarked
package io.haplatform.core.call;

import org.jspecify.annotations.NullMarked;
