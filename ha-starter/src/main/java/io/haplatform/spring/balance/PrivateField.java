package io.haplatform.spring.balance;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A field that Spring keeps to itself and that nothing public leads to: the request factory behind an interceptor, the
 * HTTP client behind a request factory. Where a later Spring has renamed it, or a native image left it out, it reads as
 * null, once a WARN says so, and the caller does with less.
 */
public final class PrivateField<T> {

    private static final Logger log = LoggerFactory.getLogger(PrivateField.class);

    private final Class<T> type;
    private final @Nullable Field field;

    private PrivateField(Class<T> type, @Nullable Field field) {
        this.type = type;
        this.field = field;
    }

    /** @param without what is missing when the field cannot be read, as the end of a sentence */
    public static <T> PrivateField<T> of(String owner, String name, Class<T> type, String without) {
        try {
            Field field = Class.forName(owner, false, PrivateField.class.getClassLoader())
                    .getDeclaredField(name);
            field.setAccessible(true);
            return new PrivateField<>(type, field);
        } catch (ReflectiveOperationException | RuntimeException e) {
            log.warn("Cannot read {}.{} of this Spring Framework ({}): {}", owner, name, e.toString(), without);
            return new PrivateField<>(type, null);
        }
    }

    /** Whether a null that it reads as is one. */
    public boolean isReadable(Object owner) {
        return field != null && field.getDeclaringClass().isInstance(owner);
    }

    /** @return null when the field is null or cannot be read */
    public @Nullable T of(Object owner) {
        if (field == null) {
            return null;
        }
        try {
            Object value = field.getDeclaringClass().isInstance(owner) ? field.get(owner) : null;
            return type.isInstance(value) ? type.cast(value) : null;
        } catch (IllegalAccessException e) {
            return null;
        }
    }
}
