@NullMarked
package io.haplatform.redis;

import org.jspecify.annotations.NullMarked;
