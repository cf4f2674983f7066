/** Child processes that cannot outlive the launcher: recorded before they run, watched from another session. */
@NullMarked
package io.haplatform.demo.process;

import org.jspecify.annotations.NullMarked;
