package io.haplatform.admin.operate;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of JSON per mutation, under the logger {@value #NAME}: who, what, of whom, from what, to what. Everything but
 * ASCII is escaped, so no value can end its line or begin another. Thread-safe.
 */
final class AuditLog {

    static final String NAME = "ha.audit";

    private static final Logger log = LoggerFactory.getLogger(NAME);
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** What came of it. */
    enum Result {
        APPLIED,
        UNCONFIRMED
    }

    /** @param action such as {@code override} */
    void override(
            String action,
            String author,
            InstanceKey key,
            @Nullable OperatorOverride before,
            @Nullable OperatorOverride after,
            Result result) {
        write(
                action,
                author,
                key,
                before == null ? null : fields(before),
                after == null ? null : fields(after),
                result);
    }

    void deregistered(String author, InstanceKey key, String incarnation, String address, Result result) {
        write("deregister", author, key, Map.of("incarnation", incarnation, "address", address), null, result);
    }

    private static void write(
            String action,
            String author,
            InstanceKey key,
            @Nullable Object before,
            @Nullable Object after,
            Result result) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("action", action);
        line.put("author", author);
        line.put("service", key.service());
        line.put("id", key.id());
        line.put("result", result.name());
        line.put("before", before);
        line.put("after", after);
        log.info("{}", JSON.writeValueAsString(line));
    }

    private static Map<String, Object> fields(OperatorOverride override) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", override.version());
        fields.put("weight", override.weight());
        fields.put("tags", override.tags());
        fields.put(
                "status", override.status() == null ? null : override.status().name());
        fields.put("author", override.author());
        fields.put("reason", override.reason());
        fields.put("at", override.at().toString());
        fields.put("until", override.until() == null ? null : override.until().toString());
        return fields;
    }
}
