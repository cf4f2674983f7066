package io.haplatform.admin.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;

/** Writes {@code docs/reference/rest.md} from the OpenAPI document. */
final class RestReference {

    private final JsonNode api;
    private final StringBuilder page = new StringBuilder();

    private RestReference(JsonNode api) {
        this.api = api;
    }

    static String of(JsonNode api) {
        return new RestReference(api).write();
    }

    private String write() {
        line("# REST reference");
        line("");
        line("Generated from `/v3/api-docs`; a test fails when it is stale. " + text(api.path("info"), "description"));
        line("");
        line("Every path needs a user: HTTP Basic, or the session of someone who signed in. Reading takes the role");
        line("`VIEWER`, anything else `OPERATOR`. Errors are `application/problem+json`; see [below](#errors).");
        Map<String, JsonNode> paths = new TreeMap<>();
        api.path("paths").properties().forEach(path -> paths.put(path.getKey(), path.getValue()));
        paths.forEach((path, methods) -> methods.properties().forEach(method -> operation(path, method)));
        problems();
        return page.toString();
    }

    private void operation(String path, Map.Entry<String, JsonNode> method) {
        JsonNode operation = method.getValue();
        line("");
        line("## `" + method.getKey().toUpperCase(Locale.ROOT) + " " + path + "`");
        line("");
        line(text(operation, "summary") + ". " + text(operation, "description").strip());
        parameters(operation.path("parameters"));
        if (operation.has("requestBody")) {
            line("");
            line("```json");
            line(example(text(operation, "operationId") + ".request"));
            line("```");
            line("");
            line("is answered");
        }
        JsonNode content = operation.path("responses").path("200").path("content");
        for (Map.Entry<String, JsonNode> type : content.properties()) {
            if (type.getValue().has("example")) {
                line("");
                line("```json");
                line(example(text(operation, "operationId")));
                line("```");
            }
        }
        List<String> errors = new ArrayList<>();
        operation.path("responses").properties().forEach(response -> {
            if (!response.getKey().startsWith("2")) {
                errors.add(response.getKey());
            }
        });
        line("");
        line("Errors: " + String.join(", ", errors.stream().sorted().toList()) + ".");
    }

    /** As it was written, which reads better than any printer's; that it is the same one, another test sees. */
    private static String example(String operationId) {
        try {
            return new ClassPathResource("openapi/" + operationId + ".json")
                    .getContentAsString(StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void parameters(JsonNode parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        line("");
        line("| parameter | in | meaning |");
        line("| --- | --- | --- |");
        for (JsonNode parameter : parameters) {
            line("| `" + text(parameter, "name") + "` | " + text(parameter, "in") + " | "
                    + text(parameter, "description") + allowed(parameter.path("schema")) + " |");
        }
    }

    private static String allowed(JsonNode schema) {
        List<String> values = new ArrayList<>();
        schema.path("enum").forEach(value -> values.add("`" + value.asString() + "`"));
        if (!values.isEmpty()) {
            return ": " + String.join(", ", values);
        }
        return schema.has("maximum")
                ? ": " + schema.path("minimum").asString() + " to "
                        + schema.path("maximum").asString() + ", default "
                        + schema.path("default").asString()
                : "";
    }

    private void problems() {
        line("");
        line("## Errors");
        line("");
        line(
                "RFC 9457. `type` is stable; `detail` is one sentence; `errors` names each wrong field (`field`, `message`)");
        line("and is absent when no field is to blame.");
        line("");
        line("| `type` | status | title |");
        line("| --- | --- | --- |");
        for (ProblemType type : ProblemType.values()) {
            line("| `" + type.uri() + "` | " + type.status() + " | " + type.title() + " |");
        }
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
