package io.haplatform.admin.api;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of one request and collects what is wrong with them, so that the answer names every wrong one:
 * read all, then {@link #check()}. One per request.
 */
final class Parameters {

    static final int DEFAULT_LIMIT = 100;
    static final int MOST = 1_000;

    private static final Pattern TAG = Pattern.compile("\"[!#-~]{1,64}\"");

    private final List<Problem.FieldError> errors = new ArrayList<>();

    /** How many items are wanted. */
    int limit(@Nullable String value) {
        if (value == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        wrong("limit", "must be a whole number between 1 and " + MOST, value);
        return DEFAULT_LIMIT;
    }

    /**
     * What the cursor stands for; null without a cursor.
     *
     * @param read gives null for a cursor that this list never gave out
     */
    <T> @Nullable T cursor(@Nullable String value, Function<String, @Nullable T> read) {
        if (value == null) {
            return null;
        }
        T place = read.apply(value);
        if (place == null) {
            wrong("cursor", "must be the nextCursor of a page of this list, since the admin started", value);
        }
        return place;
    }

    /** @param rule throws {@link IllegalArgumentException} with a sentence {@code … must be … but is …} */
    @Nullable
    String name(String field, @Nullable String value, UnaryOperator<String> rule) {
        if (value != null) {
            try {
                return rule.apply(value);
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                int verb = message.indexOf(" must be ");
                errors.add(new Problem.FieldError(field, verb < 0 ? message : field + message.substring(verb)));
            }
        }
        return value;
    }

    /** {@code true} or {@code false}; false when it is not there. */
    boolean flag(String field, @Nullable String value) {
        if (value != null && !value.equals("true") && !value.equals("false")) {
            wrong(field, "must be true or false", value);
        }
        return "true".equals(value);
    }

    /** Whose service and id the path names; to be used after {@link #check()} alone. */
    InstanceKey key(String service, String id) {
        name("service", service, Names::service);
        name("id", id, Names::id);
        return errors.isEmpty() ? new InstanceKey(service, id) : new InstanceKey("none", "none");
    }

    /** The entity tag that must be there; null for any. */
    @Nullable
    String ifMatch(@Nullable String value) {
        if (value == null || value.equals("*")) {
            return null;
        }
        // a proxy that compresses may have weakened it
        String tag = value.startsWith("W/") ? value.substring(2) : value;
        if (!TAG.matcher(tag).matches()) {
            wrong("If-Match", "must be one ETag as it was answered, or *,", value);
        }
        return tag;
    }

    /** One of the constants, by its exact name. */
    <E extends Enum<E>> @Nullable E oneOf(String field, @Nullable String value, Class<E> type) {
        if (value == null) {
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(value)) {
                return constant;
            }
        }
        wrong(field, "must be one of " + Arrays.toString(type.getEnumConstants()), value);
        return null;
    }

    /** @throws InvalidRequestException when anything was wrong */
    void check() {
        if (!errors.isEmpty()) {
            throw new InvalidRequestException(errors);
        }
    }

    private void wrong(String field, String expected, String value) {
        errors.add(new Problem.FieldError(field, field + " " + expected + " but is '" + Names.printable(value) + "'"));
    }
}
