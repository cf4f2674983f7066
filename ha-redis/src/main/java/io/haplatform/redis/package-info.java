/** The registry on Redis: scripts in one slot per namespace, a log in a stream, two connections per process. */
@NullMarked
package io.haplatform.redis;

import org.jspecify.annotations.NullMarked;
