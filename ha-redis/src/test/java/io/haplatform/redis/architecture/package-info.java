@NullMarked
package io.haplatform.redis.architecture;

import org.jspecify.annotations.NullMarked;
