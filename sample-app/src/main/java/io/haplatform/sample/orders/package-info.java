/** The service that is called: orders in a database shared by all its instances. */
@NullMarked
package io.haplatform.sample.orders;

import org.jspecify.annotations.NullMarked;
