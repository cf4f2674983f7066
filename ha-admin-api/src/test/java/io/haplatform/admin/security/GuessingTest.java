package io.haplatform.admin.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;

import io.haplatform.admin.AdminTest;
import io.haplatform.admin.SessionToken;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** What becomes of an address that guesses the password, whichever way. Each test has addresses of its own. */
@AdminTest
class GuessingTest {

    private static final String STATUS = "/api/v1/ha/status";

    @Autowired
    private MockMvcTester mvc;

    @ParameterizedTest
    @CsvSource({
        "'',   /login,        203.0.113.11",
        "'',   /%6Cogin,      203.0.113.12",
        "/ops, /ops/login,    203.0.113.13",
        "/ops, /ops/log%69n,  203.0.113.14"
    })
    void whoGuessesByFormIsNotListenedToWhateverTheAddressIsSpelledLike(String context, String path, String address) {
        RequestPostProcessor guesser = from(address);
        for (int i = 0; i < SignInThrottle.ALLOWED; i++) {
            MvcTestResult failed = signIn(context, path, "guess" + i, guesser);
            assertThat(failed).hasStatus(302).hasRedirectedUrl(context + "/login?error");
            assertThat(failed.getRequest().getSession(false))
                    .as("a session for a stranger")
                    .isNull();
        }

        MvcTestResult answer = signIn(context, path, AdminTest.PASSWORD, guesser);
        assertThat(answer).hasStatus(429).containsHeader(HttpHeaders.RETRY_AFTER);
        assertThat(answer).bodyJson().extractingPath("type").isEqualTo("urn:ha:problem:too-many-requests");
    }

    @Test
    void whoGuessesIsNotListenedToForAWhile() {
        RequestPostProcessor guesser = from("203.0.113.9");
        for (int i = 0; i < SignInThrottle.ALLOWED; i++) {
            assertThat(mvc.get()
                            .uri(STATUS)
                            .with(guesser)
                            .with(httpBasic("admin", "guess" + i))
                            .exchange())
                    .hasStatus(401);
        }

        MvcTestResult answer =
                mvc.get().uri(STATUS).with(guesser).with(SecurityTest.admin()).exchange();
        assertThat(answer).hasStatus(429).containsHeader(HttpHeaders.RETRY_AFTER);
        assertThat(answer).bodyJson().extractingPath("type").isEqualTo("urn:ha:problem:too-many-requests");
        assertThat(signIn("", "/login", AdminTest.PASSWORD, guesser)).hasStatus(429);
        assertThat(mvc.get().uri("/login").with(guesser).exchange()).hasStatusOk();
        assertThat(mvc.get().uri(STATUS).with(SecurityTest.admin()).exchange())
                .as("another address")
                .hasStatusOk();
    }

    private MvcTestResult signIn(String context, String path, String password, RequestPostProcessor from) {
        return mvc.post()
                .uri(URI.create(path))
                .contextPath(context)
                .with(from)
                .with(SessionToken.sent())
                .param("username", "admin")
                .param("password", password)
                .exchange();
    }

    private static RequestPostProcessor from(String address) {
        return request -> {
            request.setRemoteAddr(address);
            return request;
        };
    }
}
