/** The values everything else speaks of: an instance as three records with one kind of writer each. */
@NullMarked
package io.haplatform.core.instance;

import org.jspecify.annotations.NullMarked;
