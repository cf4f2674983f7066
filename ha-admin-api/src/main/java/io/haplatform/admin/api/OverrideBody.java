package io.haplatform.admin.api;

import io.haplatform.admin.operate.OverridePatch;
import io.haplatform.admin.operate.Wish;
import io.haplatform.core.instance.Names;
import io.haplatform.core.instance.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a change of an override and names everything that is wrong with it. One per request. */
final class OverrideBody {

    private static final int MOST_BYTES = 16 * 1024;
    static final int MOST_TAGS = 50;
    /** In UTF-16 units, as {@link io.haplatform.core.instance.OperatorOverride} cuts it. */
    static final int LONGEST_REASON = 256;

    private static final Pattern REASON = Pattern.compile("\\P{Cntrl}*");
    private static final TreeSet<String> FIELDS = new TreeSet<>(List.of("weight", "tags", "status", "reason", "until"));

    private final List<Problem.FieldError> errors = new ArrayList<>();

    /** @throws InvalidRequestException with all that is wrong */
    static OverridePatch read(JsonMapper json, InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new TooLargeException("the content must be at most " + MOST_BYTES + " bytes but is more");
        }
        return new OverrideBody().patch(tree(json, bytes));
    }

    private static JsonNode tree(JsonMapper json, byte[] bytes) {
        try {
            JsonNode tree = json.reader()
                    .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .readTree(bytes);
            if (tree.isObject()) {
                return tree;
            }
        } catch (JacksonException e) {
            throw notAnObject(Names.printable(String.valueOf(e.getOriginalMessage())));
        }
        throw notAnObject("something else");
    }

    private static InvalidRequestException notAnObject(String actual) {
        String message = "the content must be a JSON object with some of " + FIELDS + " but is not: " + actual;
        return new InvalidRequestException(List.of(new Problem.FieldError("", message)));
    }

    private OverridePatch patch(JsonNode body) {
        for (String name : body.propertyNames()) {
            if (!FIELDS.contains(name)) {
                errors.add(new Problem.FieldError(
                        Names.printable(name),
                        "fields must be among " + FIELDS + " but one is '" + Names.printable(name) + "'"));
            }
        }
        OverridePatch patch = new OverridePatch(
                wish(body, "weight", "a whole number between 0 and 1000", OverrideBody::weight),
                wish(body, "tags", "a list of at most " + MOST_TAGS + " texts", this::tags),
                wish(body, "status", "one of [UP, DRAINING, MAINTENANCE]", OverrideBody::status),
                wish(
                        body,
                        "reason",
                        "at most " + LONGEST_REASON + " characters without control characters",
                        OverrideBody::reason),
                wish(body, "until", "a time such as 2026-01-01T13:00:00Z", OverrideBody::until));
        if (!errors.isEmpty()) {
            throw new InvalidRequestException(errors);
        }
        return patch;
    }

    /** @param read gives null for what is not as expected */
    private <T> Wish<T> wish(JsonNode body, String field, String expected, Function<JsonNode, @Nullable T> read) {
        JsonNode stated = body.get(field);
        if (stated == null) {
            return Wish.keep();
        }
        if (stated.isNull()) {
            return Wish.lift();
        }
        T value = read.apply(stated);
        if (value == null) {
            errors.add(new Problem.FieldError(
                    field,
                    field + " must be " + expected + ", or null to lift it, but is "
                            + Names.printable(stated.toString())));
            return Wish.keep();
        }
        return Wish.set(value);
    }

    private static @Nullable Integer weight(JsonNode node) {
        boolean fits = node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 0;
        return fits && node.intValue() <= 1_000 ? Integer.valueOf(node.intValue()) : null;
    }

    private @Nullable List<String> tags(JsonNode node) {
        if (!node.isArray() || node.size() > MOST_TAGS) {
            return null;
        }
        List<String> tags = new ArrayList<>();
        for (JsonNode item : node) {
            if (!item.isString()) {
                return null;
            }
            try {
                tags.add(Names.tag(item.asString()));
            } catch (IllegalArgumentException e) {
                errors.add(new Problem.FieldError("tags", "each " + e.getMessage()));
            }
        }
        return tags;
    }

    private static @Nullable Status status(JsonNode node) {
        for (Status status : Status.values()) {
            if (node.isString() && status.operatorsMay() && status.name().equals(node.asString())) {
                return status;
            }
        }
        return null;
    }

    private static @Nullable String reason(JsonNode node) {
        boolean fits = node.isString()
                && node.asString().length() <= LONGEST_REASON
                && REASON.matcher(node.asString()).matches();
        return fits ? node.asString() : null;
    }

    private static @Nullable Instant until(JsonNode node) {
        if (!node.isString() || node.asString().length() > 64) {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(node.asString());
            boolean sensible = time.getYear() >= 1971 && time.getYear() <= 9998;
            return sensible ? time.toInstant().truncatedTo(ChronoUnit.MILLIS) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
