package io.haplatform.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;

import io.haplatform.admin.AdminTest;
import io.haplatform.admin.Registered;
import io.haplatform.test.Registrations;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@AdminTest
class OpenApiTest {

    /** Whose fields are named by others. */
    private static final Set<String> FREE = Set.of("metadata", "labels");

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private Registered registered;

    @Autowired
    private JsonMapper json;

    @Test
    void describesEveryPathInOpenApi31() {
        JsonNode api = document();

        assertThat(api.path("openapi").asString()).startsWith("3.1.");
        assertThat(new TreeSet<>(api.path("paths").propertyNames()))
                .containsExactly(
                        "/api/v1/ha/failover/events",
                        "/api/v1/ha/load-balancer/backends",
                        "/api/v1/ha/load-balancer/backends/{service}/{id}",
                        "/api/v1/ha/load-balancer/overrides",
                        "/api/v1/ha/load-balancer/overrides/{service}/{id}",
                        "/api/v1/ha/prometheus/targets",
                        "/api/v1/ha/status",
                        "/api/v1/ha/stream");
        assertThat(api.path("components").path("securitySchemes").propertyNames())
                .containsExactlyInAnyOrder("basic", "session");
        assertThat(api.path("components").path("schemas").propertyNames()).contains("Problem");
    }

    @Test
    void theDescriptionSaysTheLimitsThatAreKept() {
        JsonNode fields = document().at("/components/schemas/OverrideFields/properties");
        assertThat(fields.at("/tags/maxItems").asInt()).isEqualTo(50);
        assertThat(fields.at("/tags/items/maxLength").asInt()).isEqualTo(128);
        assertThat(fields.at("/reason/maxLength").asInt()).isEqualTo(256);

        for (String list : List.of("/load-balancer/backends", "/load-balancer/overrides", "/failover/events")) {
            JsonNode parameters =
                    document().path("paths").path("/api/v1/ha" + list).at("/get/parameters");
            assertThat(parameters)
                    .filteredOn(parameter -> parameter.path("name").asString().equals("limit"))
                    .singleElement()
                    .extracting(parameter -> parameter.path("schema").toString())
                    .isEqualTo("{\"type\":\"integer\",\"default\":100,\"maximum\":1000,\"minimum\":1}");
        }
    }

    /** What the examples show is what the paths answer: called with the examples of their parameters, field by field. */
    @Test
    void examplesAreWhatIsReallyAnswered() {
        registered.register(Registrations.of("orders", "orders-1")
                .region("eu")
                .zone("eu-a")
                .version("1.4.0")
                .tags("canary")
                .metadata("ha.breakers", "{\"orders\":{\"state\":\"CLOSED\",\"calls\":1,\"failureRate\":0.0}}"));
        int executed = 0;
        for (Map.Entry<String, JsonNode> path : document().path("paths").properties()) {
            for (String method : List.of("get", "patch", "delete")) {
                JsonNode operation = path.getValue().path(method);
                JsonNode ok = operation.path("responses").path("200").path("content");
                if (operation.isMissingNode() || ok.has("text/event-stream")) {
                    continue;
                }
                String where = method + " " + path.getKey();
                JsonNode example = ok.path("application/json").path("example");
                assertThat(example.isMissingNode())
                        .as("%s has no example", where)
                        .isEqualTo(method.equals("delete"));

                MvcTestResult answer = call(method, path.getKey(), operation);

                if (method.equals("delete")) {
                    assertThat(answer).as(where).hasStatus(204);
                } else {
                    assertThat(answer).as(where).hasStatusOk().hasContentTypeCompatibleWith(MediaType.APPLICATION_JSON);
                    compare(where, json.readTree(answer.getResponse().getContentAsByteArray()), example);
                }
                executed++;
            }
        }
        assertThat(executed).isEqualTo(9);
    }

    @Test
    void everyOperationSaysWhatErrorsLookLike() {
        for (Map.Entry<String, JsonNode> path : document().path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                for (String status : List.of("401", "403", "406")) {
                    assertThat(operation
                                    .getValue()
                                    .path("responses")
                                    .path(status)
                                    .path("content")
                                    .path("application/problem+json")
                                    .path("schema")
                                    .path("$ref")
                                    .asString())
                            .as("%s %s %s", operation.getKey(), path.getKey(), status)
                            .isEqualTo("#/components/schemas/Problem");
                }
            }
        }
    }

    private JsonNode document() {
        return get("/v3/api-docs");
    }

    private MvcTestResult call(String method, String path, JsonNode operation) {
        UriComponentsBuilder uri = UriComponentsBuilder.fromPath(path);
        Map<String, String> named = new HashMap<>();
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asString().equals("query") && parameter.has("example")) {
                uri.queryParam(
                        parameter.path("name").asString(),
                        parameter.path("example").asString());
            }
            if (parameter.path("in").asString().equals("path")) {
                named.put(
                        parameter.path("name").asString(),
                        parameter.path("example").asString());
            }
        }
        var request = mvc.method(HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)))
                .uri(uri.buildAndExpand(named).toUri())
                .with(httpBasic("admin", AdminTest.PASSWORD));
        for (Map.Entry<String, JsonNode> content :
                operation.path("requestBody").path("content").properties()) {
            request = request.contentType(content.getKey())
                    .content(content.getValue().path("example").toString());
        }
        return request.exchange();
    }

    private JsonNode get(String uri) {
        MvcTestResult answer =
                mvc.get().uri(uri).with(httpBasic("admin", AdminTest.PASSWORD)).exchange();
        assertThat(answer).as(uri).hasStatusOk().hasContentTypeCompatibleWith(MediaType.APPLICATION_JSON);
        return json.readTree(answer.getResponse().getContentAsByteArray());
    }

    /** Field by field; where one side has nothing to show, it cannot contradict the other. */
    private static void compare(String where, JsonNode answer, JsonNode example) {
        if (answer.isNull() || example.isNull()) {
            return;
        }
        assertThat(answer.getNodeType()).as(where).isEqualTo(example.getNodeType());
        if (answer.isObject() && !FREE.contains(where.substring(where.lastIndexOf('.') + 1))) {
            assertThat(answer.propertyNames()).as(where).containsExactlyElementsOf(example.propertyNames());
            answer.properties()
                    .forEach(field ->
                            compare(where + "." + field.getKey(), field.getValue(), example.path(field.getKey())));
        }
        if (answer.isArray() && !example.isEmpty()) {
            answer.forEach(item -> compare(where + "[]", item, example.get(0)));
        }
    }
}
