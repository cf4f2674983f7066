/** What callers see of an instance: suspicion and its end. */
@NullMarked
package io.haplatform.core.observe;

import org.jspecify.annotations.NullMarked;
