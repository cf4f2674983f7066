@NullMarked
package io.haplatform.test;

import org.jspecify.annotations.NullMarked;
