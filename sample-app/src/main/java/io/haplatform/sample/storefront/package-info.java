/** The service that calls: the orders through every kind of client. */
@NullMarked
package io.haplatform.sample.storefront;

import org.jspecify.annotations.NullMarked;
