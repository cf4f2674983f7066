package io.haplatform.spring.web;

import org.jspecify.annotations.Nullable;

/** Tells a mapping made for a probe's path from one that catches whatever comes. */
final class Patterns {

    private Patterns() {}

    /** @param pattern a string or a path pattern; null when the mapping goes by something else than the path */
    static boolean isOwn(@Nullable Object pattern) {
        return pattern != null && pattern.toString().startsWith("/health");
    }
}
