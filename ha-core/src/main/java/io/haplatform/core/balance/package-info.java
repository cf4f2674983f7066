/** Who gets the call: stages compiled into an immutable picker. */
@NullMarked
package io.haplatform.core.balance;

import org.jspecify.annotations.NullMarked;
