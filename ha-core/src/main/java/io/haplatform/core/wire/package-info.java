/** The one codec for Redis, files and admin: versions, limits, unknown fields. */
@NullMarked
package io.haplatform.core.wire;

import org.jspecify.annotations.NullMarked;
