@NullMarked
package io.haplatform.spring.reactive;

import org.jspecify.annotations.NullMarked;
