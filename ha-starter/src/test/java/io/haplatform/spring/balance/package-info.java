@NullMarked
package io.haplatform.spring.balance;

import org.jspecify.annotations.NullMarked;
