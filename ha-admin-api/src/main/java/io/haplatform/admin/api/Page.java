package io.haplatform.admin.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param items of this page
 * @param nextCursor to send as {@code cursor} for the next page; null on the last one
 * @param total how many there are on all pages; null where that is not counted
 */
public record Page<T>(List<T> items, @Nullable String nextCursor, @Nullable Integer total) {}
