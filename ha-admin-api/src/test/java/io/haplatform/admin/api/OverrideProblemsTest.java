package io.haplatform.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;

import io.haplatform.admin.AdminTest;
import io.haplatform.admin.SessionToken;
import io.haplatform.test.Registrations;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** What nobody can impose on an instance, and who may not. */
@AdminTest
class OverrideProblemsTest extends OverrideCalls {

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        registered.register(Registrations.of("wrong", "w1"));

        MvcTestResult answer = patch(
                "wrong/w1",
                """
                {"weight": 1001, "tags": ["a", "b c"], "status": "DOWN", "reason": "a\\nb", "until": "tomorrow", \
                "wieght": 1}""");

        JsonNode errors = problem(answer, 400, "invalid-request").path("errors");
        assertThat(errors)
                .extracting(error -> error.path("field").asString())
                .containsExactly("wieght", "weight", "tags", "status", "reason", "until");
        assertThat(errors.get(1).path("message").asString())
                .isEqualTo("weight must be a whole number between 0 and 1000, or null to lift it, but is 1001");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"weight\": -1}|weight",
                "{\"weight\": 1.5}|weight",
                "{\"weight\": \"1\"}|weight",
                "{\"weight\": 99999999999}|weight",
                "{\"tags\": \"a\"}|tags",
                "{\"tags\": [1]}|tags",
                "{\"status\": \"SUSPECT\"}|status",
                "{\"status\": 1}|status",
                "{\"weight\": 1, \"until\": \"2026-01-01T00:00:00Z\"}|until",
                "{\"until\": \"2126-01-01T00:00:00Z\"}|until",
                "{\"reason\": \"because\"}|reason",
                "{\"weight\": 1, \"weight\": 2}|''",
                "{\"weight\": 1} {}|''",
                "[]|''",
                "{|''",
                "''|''",
            })
    void whatCannotBeImposedIsRefused(String body, String field) {
        registered.register(Registrations.of("refused", "r1"));

        JsonNode problem = problem(patch("refused/r1", body), 400, "invalid-request");

        assertThat(problem.at("/errors/0/field").asString()).isEqualTo(field);
        assertThat(get(BACKENDS + "refused/r1").path("override").isNull()).isTrue();
    }

    @Test
    void aReasonIsKeptWholeOrRefused() {
        registered.register(Registrations.of("explained", "e1"));

        assertThat(patch("explained/e1", "{\"weight\": 0, \"reason\": \"" + "\uD83D\uDD25".repeat(128) + "\"}"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("override.reason")
                .isEqualTo("\uD83D\uDD25".repeat(128));
        // a character more would be cut off when it is kept
        JsonNode problem = problem(
                patch("explained/e1", "{\"reason\": \"" + "\uD83D\uDD25".repeat(128) + "!\"}"), 400, "invalid-request");
        assertThat(problem.at("/errors/0/field").asString()).isEqualTo("reason");
    }

    @Test
    void aBodyThatIsTooLargeIsNotRead() {
        registered.register(Registrations.of("large", "l1"));

        problem(patch("large/l1", "{\"reason\": \"" + "x".repeat(20_000) + "\"}"), 413, "content-too-large");
    }

    @Test
    void whoIsNotKnownIsNotFound() {
        String nobody = BACKENDS + "nowhere/nobody";
        problem(call(nobody), 404, "not-found");
        problem(patch("nowhere/nobody", "{\"weight\": 0}"), 404, "not-found");
        problem(delete(nobody), 404, "not-found");
        problem(delete(nobody + "?force=true"), 404, "not-found");
        problem(delete(OVERRIDES + "/nowhere/nobody"), 404, "not-found");
        problem(patch("no%20where/n%20n", "{\"weight\": 0}"), 400, "invalid-request");
    }

    @Test
    void viewersChangeNothingAndASessionNeedsItsToken() {
        registered.register(Registrations.of("guarded", "g1"));
        for (HttpMethod method : Set.of(HttpMethod.PATCH, HttpMethod.DELETE)) {
            assertThat(mvc.method(method)
                            .uri(BASE + BACKENDS + "guarded/g1")
                            .with(user("vera").roles("VIEWER"))
                            .with(SessionToken.sent())
                            .contentType(MediaType.APPLICATION_JSON)
                            .content("{\"weight\": 0}"))
                    .hasStatus(403);
            assertThat(mvc.method(method)
                            .uri(BASE + BACKENDS + "guarded/g1")
                            .with(user("otto").roles("OPERATOR"))
                            .contentType(MediaType.APPLICATION_JSON)
                            .content("{\"weight\": 0}"))
                    .hasStatus(403);
        }
        assertThat(get(BACKENDS + "guarded/g1").path("override").isNull()).isTrue();

        assertThat(mvc.patch()
                        .uri(BASE + BACKENDS + "guarded/g1")
                        .with(user("otto").roles("OPERATOR"))
                        .with(SessionToken.sent())
                        .contentType("application/merge-patch+json")
                        .content("{\"weight\": 0}"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("override.author")
                .isEqualTo("otto");
    }

    @Test
    void whatIsNotJsonIsNotTaken() {
        MvcTestResult answer = mvc.patch()
                .uri(BASE + BACKENDS + "orders/orders-1")
                .with(httpBasic("admin", AdminTest.PASSWORD))
                .contentType(MediaType.TEXT_PLAIN)
                .content("{}")
                .exchange();

        problem(answer, 415, "unsupported-media-type");
    }
}
