package io.haplatform.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;

import io.haplatform.admin.AdminTest;
import io.haplatform.admin.Registered;
import io.haplatform.test.Registrations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** What the API says to requests that it cannot answer. */
@AdminTest
class ApiProblemsTest extends ApiCalls {

    @Autowired
    private Registered registered;

    @Test
    void everyWrongParameterIsNamedAtOnce() {
        MvcTestResult answer = call("/load-balancer/backends?limit=-1&cursor=x&status=none&zone=%20");

        assertThat(problem(answer, 400, "invalid-request").path("errors"))
                .extracting(error -> error.path("field").asString())
                .containsExactly("status", "zone", "limit", "cursor");
    }

    @Test
    void aCursorOfAnotherListIsRefused() {
        registered.register(Registrations.of("crossed", "x1"), Registrations.of("crossed", "x2"));
        String cursor = next(get("/load-balancer/backends?service=crossed&limit=1"));

        problem(call("/failover/events?cursor=" + cursor), 400, "invalid-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/load-balancer", "/status/", "/load-balancer/backends/orders"})
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
}
