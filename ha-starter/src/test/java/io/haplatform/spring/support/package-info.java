/** What the starter's tests share. */
@NullMarked
package io.haplatform.spring.support;

import org.jspecify.annotations.NullMarked;
