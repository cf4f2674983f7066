/** Reactive clients (WebClient, HTTP interfaces) over the core's calls. */
@NullMarked
package io.haplatform.spring.reactive;

import org.jspecify.annotations.NullMarked;
