/** Who may do what. */
@NullMarked
package io.haplatform.admin.security;

import org.jspecify.annotations.NullMarked;
