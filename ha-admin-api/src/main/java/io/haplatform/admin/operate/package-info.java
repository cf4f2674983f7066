/** What operators do to instances, written into the registry. */
@NullMarked
package io.haplatform.admin.operate;

import org.jspecify.annotations.NullMarked;
