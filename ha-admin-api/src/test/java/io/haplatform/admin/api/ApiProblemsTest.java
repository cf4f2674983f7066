package io.haplatform.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;

import io.haplatform.admin.AdminTest;
import io.haplatform.admin.Instances;
import io.haplatform.admin.Registered;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the API says to requests that it cannot answer. */
@AdminTest
class ApiProblemsTest {

    private static final String BASE = "/api/v1/ha";
    private static final String PROBLEM = "application/problem+json";

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private Registered registered;

    @Autowired
    private JsonMapper json;

    @Test
    void everyWrongParameterIsNamedAtOnce() {
        MvcTestResult answer = call("/load-balancer/backends?limit=-1&cursor=x&status=none&zone=%20");

        assertThat(problem(answer, 400, "invalid-request").path("errors"))
                .extracting(error -> error.path("field").asString())
                .containsExactly("status", "zone", "limit", "cursor");
    }

    @Test
    void aCursorOfAnotherListIsRefused() {
        registered.register(Instances.of("crossed", "x1"), Instances.of("crossed", "x2"));
        String cursor = next(get("/load-balancer/backends?service=crossed&limit=1"));

        problem(call("/failover/events?cursor=" + cursor), 400, "invalid-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/load-balancer", "/status/", "/load-balancer/backends/orders/a"})
    void anUnknownPathIsAProblemToo(String path) {
        assertThat(problem(call(path), 404, "not-found").path("detail").asString())
                .isEqualTo("nothing answers GET " + BASE + path + "; /v3/api-docs lists what there is");
    }

    @Test
    void aMethodThatIsNotThereNamesThoseThatAre() {
        MvcTestResult answer = mvc.delete()
                .uri(BASE + "/status")
                .with(httpBasic("admin", AdminTest.PASSWORD))
                .exchange();

        assertThat(problem(answer, 405, "method-not-allowed").path("detail").asString())
                .isEqualTo("method must be one of [GET] but is DELETE");
        assertThat(answer.getResponse().getHeader(HttpHeaders.ALLOW)).isEqualTo("GET");
    }

    @Test
    void aRepresentationThatIsNotThereNamesThoseThatAre() {
        MvcTestResult answer = mvc.get()
                .uri(BASE + "/status")
                .accept(MediaType.IMAGE_PNG)
                .with(httpBasic("admin", AdminTest.PASSWORD))
                .exchange();

        assertThat(problem(answer, 406, "not-acceptable").path("detail").asString())
                .isEqualTo("Accept must allow one of [application/json] but is 'image/png'");
    }

    private JsonNode get(String path) {
        MvcTestResult answer = call(path);
        assertThat(answer).hasStatusOk().hasContentType(MediaType.APPLICATION_JSON);
        return body(answer);
    }

    private MvcTestResult call(String path) {
        // the path is a URI already; a template would encode it once more
        return mvc.get()
                .uri(URI.create(BASE + path))
                .with(httpBasic("admin", AdminTest.PASSWORD))
                .exchange();
    }

    private JsonNode problem(MvcTestResult answer, int status, String type) {
        assertThat(answer).hasStatus(status).hasContentType(MediaType.parseMediaType(PROBLEM));
        JsonNode problem = body(answer);
        assertThat(problem.path("type").asString()).isEqualTo("urn:ha:problem:" + type);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asString()).isNotEmpty();
        assertThat(problem.path("instance").asString()).startsWith(BASE);
        return problem;
    }

    private JsonNode body(MvcTestResult answer) {
        return json.readTree(answer.getResponse().getContentAsByteArray());
    }

    private static String next(JsonNode page) {
        return page.path("nextCursor").asString();
    }
}
