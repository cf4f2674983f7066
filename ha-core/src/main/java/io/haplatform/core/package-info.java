/** What keeps a service up, in plain Java. Start at {@code core.instance}, then {@code core.registry}. */
@NullMarked
package io.haplatform.core;

import org.jspecify.annotations.NullMarked;
