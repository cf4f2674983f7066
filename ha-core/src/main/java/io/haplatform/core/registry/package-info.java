/** Who is there: the registry SPI, its in-memory model, and the directory of immutable views that readers use. */
@NullMarked
package io.haplatform.core.registry;

import org.jspecify.annotations.NullMarked;
