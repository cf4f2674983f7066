/** What the admin knows, read from the directory and told in its own records. */
@NullMarked
package io.haplatform.admin.query;

import org.jspecify.annotations.NullMarked;
