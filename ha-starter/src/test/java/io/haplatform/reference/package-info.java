/** The generated pages of {@code docs/reference}. */
@NullMarked
package io.haplatform.reference;

import org.jspecify.annotations.NullMarked;
