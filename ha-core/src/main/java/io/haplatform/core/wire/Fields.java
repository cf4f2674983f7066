package io.haplatform.core.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fields of one JSON object while it is read: each is taken once and by its type; what is left is unknown here. */
final class Fields {

    private final String subject;
    private final Map<String, Object> left = new TreeMap<>();

    /** @param subject what is being read, for messages */
    Fields(String subject, Object json) {
        this.subject = subject;
        if (!(json instanceof Map<?, ?> object)) {
            throw new WireException(subject + " must be a JSON object but is not");
        }
        object.forEach((name, value) -> left.put(name.toString(), value));
    }

    /** Takes the version that every record carries. */
    void version() {
        Wire.checkVersion(subject, longNumber("v"), Wire.VERSION);
    }

    String text(String name) {
        return present(name, textOrNull(name));
    }

    String text(String name, String absent) {
        String text = textOrNull(name);
        return text == null ? absent : text;
    }

    @Nullable
    String textOrNull(String name) {
        return typed(name, String.class, "a string");
    }

    long longNumber(String name) {
        return present(name, typed(name, Long.class, "a whole number"));
    }

    int number(String name, int absent) {
        Integer number = numberOrNull(name);
        return number == null ? absent : number;
    }

    @Nullable
    Integer numberOrNull(String name) {
        Long number = typed(name, Long.class, "a whole number");
        if (number != null && number != number.intValue()) {
            throw wrong(name, "a number of 32 bits");
        }
        return number == null ? null : number.intValue();
    }

    Instant instant(String name) {
        return present(name, instantOrNull(name));
    }

    @Nullable
    Instant instantOrNull(String name) {
        String text = textOrNull(name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw wrong(name, "a time like 2026-01-01T00:00:00Z");
        }
    }

    <E extends Enum<E>> E constant(String name, Class<E> type) {
        return present(name, constantOrNull(name, type));
    }

    <E extends Enum<E>> @Nullable E constantOrNull(String name, Class<E> type) {
        String text = textOrNull(name);
        try {
            return text == null ? null : Enum.valueOf(type, text);
        } catch (IllegalArgumentException e) {
            throw wrong(name, "one of " + List.of(type.getEnumConstants()));
        }
    }

    List<String> texts(String name, List<String> absent) {
        List<String> texts = textsOrNull(name);
        return texts == null ? absent : texts;
    }

    @Nullable
    List<String> textsOrNull(String name) {
        List<?> items = typed(name, List.class, "an array of strings");
        return items == null
                ? null
                : items.stream().map(item -> string(name, item)).toList();
    }

    /** Empty when absent. */
    Map<String, String> textMap(String name) {
        Map<String, String> texts = new TreeMap<>();
        Map<?, ?> items = typed(name, Map.class, "an object of strings");
        if (items != null) {
            items.forEach((key, item) -> texts.put(key.toString(), string(name, item)));
        }
        return texts;
    }

    /** What nobody has taken. */
    Map<String, Object> unknown() {
        return left;
    }

    private String string(String name, @Nullable Object json) {
        if (json instanceof String text) {
            return text;
        }
        throw wrong(name, "made of strings");
    }

    private <T> @Nullable T typed(String name, Class<T> type, String expected) {
        Object value = left.remove(name);
        if (value != null && !type.isInstance(value)) {
            throw wrong(name, expected);
        }
        return type.cast(value);
    }

    private <T> T present(String name, @Nullable T value) {
        if (value == null) {
            throw new WireException(subject + " must have '" + name + "' but has none");
        }
        return value;
    }

    private WireException wrong(String name, String expected) {
        return new WireException("'" + name + "' of " + subject + " must be " + expected + " but is not");
    }
}
