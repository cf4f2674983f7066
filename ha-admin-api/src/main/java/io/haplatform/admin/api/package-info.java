/** REST under {@code /api/v1/ha}: controllers, paging, and errors in words. */
@NullMarked
package io.haplatform.admin.api;

import org.jspecify.annotations.NullMarked;
