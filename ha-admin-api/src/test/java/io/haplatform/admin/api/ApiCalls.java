package io.haplatform.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;

import io.haplatform.admin.AdminTest;
import java.net.URI;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the tests of the API share: calls as a user who is signed in, and what their answers must have in common. */
abstract class ApiCalls {

    static final String BASE = "/api/v1/ha";
    private static final String PROBLEM = "application/problem+json";

    @Autowired
    MockMvcTester mvc;

    @Autowired
    JsonMapper json;

    JsonNode get(String path) {
        MvcTestResult answer = call(path);
        assertThat(answer).hasStatusOk().hasContentType(MediaType.APPLICATION_JSON);
        return body(answer);
    }

    MvcTestResult call(String path) {
        // the path is a URI already; a template would encode it once more
        return mvc.get()
                .uri(URI.create(BASE + path))
                .with(httpBasic("admin", AdminTest.PASSWORD))
                .exchange();
    }

    JsonNode problem(MvcTestResult answer, int status, String type) {
        assertThat(answer).hasStatus(status).hasContentType(MediaType.parseMediaType(PROBLEM));
        JsonNode problem = body(answer);
        assertThat(problem.path("type").asString()).isEqualTo("urn:ha:problem:" + type);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asString()).isNotEmpty();
        assertThat(problem.path("instance").asString()).startsWith(BASE);
        return problem;
    }

    JsonNode body(MvcTestResult answer) {
        return json.readTree(answer.getResponse().getContentAsByteArray());
    }

    static String next(JsonNode page) {
        return page.path("nextCursor").asString();
    }
}
