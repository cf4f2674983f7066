@NullMarked
package io.haplatform.spring.blocking;

import org.jspecify.annotations.NullMarked;
