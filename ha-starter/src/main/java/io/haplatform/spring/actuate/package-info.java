/** What an operator sees and does through Actuator. */
@NullMarked
package io.haplatform.spring.actuate;

import org.jspecify.annotations.NullMarked;
