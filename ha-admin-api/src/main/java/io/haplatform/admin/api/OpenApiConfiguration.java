package io.haplatform.admin.api;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code /v3/api-docs} says beyond what the controllers show by themselves: who may call, what errors look like,
 * and an example of each answer, {@code openapi/<operationId>.json}.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    private static final String BASIC = "basic";
    private static final String SESSION = "session";
    private static final Set<String> CHANGES = Set.of("patchBackend", "deleteBackend", "deleteOverride");
    private static final Set<String> ONE_INSTANCE =
            Set.of("getBackend", "patchBackend", "deleteBackend", "deleteOverride");

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("HA Platform admin")
                        .version("v1")
                        .description(
                                "Everything an operator and a program may know of a namespace. Fields may be added;"
                                        + " none is renamed. Times are ISO-8601 in UTC, to the millisecond."))
                .servers(List.of(new Server().url("/")))
                .components(new Components()
                        .addSecuritySchemes(
                                BASIC,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("basic"))
                        .addSecuritySchemes(
                                SESSION,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.APIKEY)
                                        .in(SecurityScheme.In.COOKIE)
                                        .name("HA_ADMIN_SESSION")))
                .addSecurityItem(new SecurityRequirement().addList(BASIC))
                .addSecurityItem(new SecurityRequirement().addList(SESSION));
    }

    @Bean
    GlobalOpenApiCustomizer problemSchema() {
        return api -> ModelConverters.getInstance(true)
                .readAll(Problem.class)
                .forEach((name, schema) -> api.getComponents().addSchemas(name, schema));
    }

    @Bean
    OperationCustomizer examplesAndProblems(JsonMapper json) {
        return (operation, method) -> {
            addExample(operation, json);
            addRequestExample(operation, json);
            boolean takesParameters = operation.getParameters() != null;
            if (takesParameters) {
                addProblem(operation, ProblemType.INVALID_REQUEST, "A parameter is wrong; `errors` names each");
            }
            addProblem(operation, ProblemType.UNAUTHENTICATED, "No user, or a wrong password");
            addProblem(operation, ProblemType.FORBIDDEN, "This user may not do that");
            addProblem(operation, ProblemType.NOT_ACCEPTABLE, "`Accept` excludes what this path gives");
            if (ONE_INSTANCE.contains(operation.getOperationId())) {
                addProblem(operation, ProblemType.NOT_FOUND, "Nothing is known of this instance");
            }
            if (CHANGES.contains(operation.getOperationId())) {
                addProblem(operation, ProblemType.CONFLICT, "Others change it at the same moment; send it again");
                addProblem(
                        operation,
                        ProblemType.UNAVAILABLE,
                        "The registry is away; `detail` says whether nothing was changed or that is unknown");
            }
            if (operation.getRequestBody() != null) {
                addProblem(operation, ProblemType.CONTENT_TOO_LARGE, "More than 16 KB");
                addProblem(operation, ProblemType.UNSUPPORTED_MEDIA_TYPE, "Not JSON");
            }
            if (takes(operation, HttpHeaders.IF_MATCH)) {
                addProblem(operation, ProblemType.PRECONDITION_FAILED, "The override is not the one of `If-Match`");
            }
            if (operation.getOperationId().equals("stream")) {
                addProblem(operation, ProblemType.UNAVAILABLE, "Too many listen; `Retry-After` says when to come back");
            }
            return operation;
        };
    }

    private static boolean takes(Operation operation, String header) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(p -> header.equals(p.getName()));
    }

    private static void addRequestExample(Operation operation, JsonMapper json) {
        ClassPathResource file = new ClassPathResource("openapi/" + operation.getOperationId() + ".request.json");
        if (file.exists() && operation.getRequestBody() != null) {
            Object example = read(file, json);
            operation.getRequestBody().getContent().values().forEach(type -> type.setExample(example));
        }
    }

    private static Object read(ClassPathResource file, JsonMapper json) {
        try (InputStream in = file.getInputStream()) {
            return json.readValue(in, Object.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static void addExample(Operation operation, JsonMapper json) {
        ClassPathResource file = new ClassPathResource("openapi/" + operation.getOperationId() + ".json");
        ApiResponse ok = operation.getResponses().get("200");
        if (!file.exists() || ok == null || ok.getContent() == null) {
            return;
        }
        Object example = read(file, json);
        ok.getContent().values().forEach(type -> type.setExample(example));
    }

    private static void addProblem(Operation operation, ProblemType type, String description) {
        operation
                .getResponses()
                .addApiResponse(
                        Integer.toString(type.status()),
                        new ApiResponse()
                                .description(description + " (`" + type.uri() + "`)")
                                .content(new Content()
                                        .addMediaType(
                                                Problem.MEDIA_TYPE,
                                                new MediaType()
                                                        .schema(new Schema<>()
                                                                .$ref("#/components/schemas/"
                                                                        + Problem.class.getSimpleName())))));
    }
}
