/** Optional signatures on registrations: who reads need not believe everybody who can write. */
@NullMarked
package io.haplatform.core.signing;

import org.jspecify.annotations.NullMarked;
