/** The admin application: shows the whole registry to people and to programs. */
@NullMarked
package io.haplatform.admin;

import org.jspecify.annotations.NullMarked;
