package io.haplatform.admin.operate;

import org.jspecify.annotations.Nullable;

/**
 * What a request wants of one field: nothing, a value, or none.
 *
 * @param stated whether the field is in the request at all
 * @param value null to lift it
 */
public record Wish<T>(boolean stated, @Nullable T value) {

    /** The field stays as it is. */
    public static <T> Wish<T> keep() {
        return new Wish<>(false, null);
    }

    public static <T> Wish<T> set(T value) {
        return new Wish<>(true, value);
    }

    public static <T> Wish<T> lift() {
        return new Wish<>(true, null);
    }

    @Nullable
    T over(@Nullable T present) {
        return stated ? value : present;
    }
}
