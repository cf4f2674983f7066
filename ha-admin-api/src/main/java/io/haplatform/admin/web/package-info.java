/** What a browser gets: the dashboard, the login page and the stream of changes. */
@NullMarked
package io.haplatform.admin.web;

import org.jspecify.annotations.NullMarked;
