/** A small real system: {@code orders} with a database, and a {@code storefront} that calls them. */
@NullMarked
package io.haplatform.sample;

import org.jspecify.annotations.NullMarked;
