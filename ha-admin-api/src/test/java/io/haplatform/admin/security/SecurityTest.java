package io.haplatform.admin.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;

import io.haplatform.admin.AdminTest;
import io.haplatform.admin.SessionToken;
import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

@AdminTest
class SecurityTest {

    private static final String STATUS = "/api/v1/ha/status";

    @Autowired
    private MockMvcTester mvc;

    @ParameterizedTest
    @ValueSource(
            strings = {
                STATUS,
                "/api/v1/ha/load-balancer/backends",
                "/api/v1/ha/failover/events",
                "/api/v1/ha/prometheus/targets",
                "/api/v1/ha/stream",
                "/api/v1/ha/no-such-path",
                "/v3/api-docs",
                "/actuator",
                "/actuator/health",
                "/actuator/prometheus",
                "/actuator/ha",
                "/assets/dashboard.js",
                "/",
                "/error",
                "/no-such-page"
            })
    void aStrangerIsToldToSignIn(String path) {
        MvcTestResult answer = mvc.get().uri(path).exchange();

        assertThat(answer).hasStatus(401).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(answer).bodyJson().extractingPath("type").isEqualTo("urn:ha:problem:unauthenticated");
        assertThat(answer.getResponse().getHeader(HttpHeaders.WWW_AUTHENTICATE))
                .isEqualTo("Basic realm=\"HA admin\", charset=\"UTF-8\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/health", "/health/ready", "/health/live", "/login", "/assets/base.css", "/assets/icon.svg"})
    void probesAndTheSignInPageAreForEverybody(String path) {
        MvcTestResult answer = mvc.get().uri(path).exchange();

        assertThat(answer.getResponse().getStatus()).isNotIn(401, 403, 302, 404);
    }

    @Test
    void aStrangersBrowserIsLedToTheSignInPageAndGetsNoSession() {
        MvcTestResult answer = mvc.get().uri("/").accept(MediaType.TEXT_HTML).exchange();

        assertThat(answer).hasStatus(302).hasRedirectedUrl("/login");
        assertThat(answer.getRequest().getSession(false)).isNull();
    }

    @Test
    void aScriptInABrowserIsNotAnsweredWithAPasswordBox() {
        MvcTestResult answer =
                mvc.get().uri(STATUS).header("Sec-Fetch-Mode", "cors").exchange();

        assertThat(answer).hasStatus(401).doesNotContainHeader(HttpHeaders.WWW_AUTHENTICATE);
    }

    @Test
    void aProgramSendsBasicAndKeepsNoSession() {
        MvcTestResult answer = mvc.get().uri(STATUS).with(admin()).exchange();

        assertThat(answer).hasStatusOk();
        assertThat(answer.getRequest().getSession(false)).isNull();
    }

    @Test
    void aWrongPasswordIsNamed() {
        MvcTestResult answer =
                mvc.get().uri(STATUS).with(httpBasic("admin", "wrong")).exchange();

        assertThat(answer).hasStatus(401).bodyJson().extractingPath("detail").isEqualTo("user or password is wrong");
    }

    @Test
    void aPersonSignsInByFormAndOutAgain() {
        MvcTestResult page = mvc.get().uri("/login").exchange();
        Cookie cookie = Objects.requireNonNull(page.getResponse().getCookie("HA_ADMIN_CSRF"));
        MockHttpSession session = new MockHttpSession();

        MvcTestResult signIn = mvc.post()
                .uri("/login")
                .session(session)
                .cookie(cookie)
                .param("username", "admin")
                .param("password", AdminTest.PASSWORD)
                .param("_csrf", csrfIn(page))
                .exchange();
        assertThat(signIn).hasStatus(302).hasRedirectedUrl("/");

        MvcTestResult dashboard = mvc.get()
                .uri("/")
                .accept(MediaType.TEXT_HTML)
                .session(session)
                .cookie(cookie)
                .exchange();
        assertThat(dashboard).hasStatusOk();
        assertThat(dashboard).bodyText().contains("data-user=\"admin\"").doesNotContain("{{");
        assertThat(mvc.get().uri(STATUS).session(session).exchange()).hasStatusOk();

        MvcTestResult signOut = mvc.post()
                .uri("/logout")
                .accept(MediaType.TEXT_HTML)
                .session(session)
                .cookie(cookie)
                .param("_csrf", csrfIn(dashboard))
                .exchange();
        assertThat(signOut).hasStatus(302).hasRedirectedUrl("/login?out");
        assertThat(session.isInvalid()).isTrue();
    }

    @Test
    void aFailedSignInSaysNoMoreThanThatItFailed() {
        MvcTestResult answer = mvc.post()
                .uri("/login")
                .with(SessionToken.sent())
                .param("username", "admin")
                .param("password", "wrong")
                .exchange();

        assertThat(answer).hasStatus(302).hasRedirectedUrl("/login?error");
        assertThat(mvc.get().uri("/login?error").exchange())
                .bodyText()
                .contains("User or password is wrong.")
                .doesNotContain("{{");
        assertThat(mvc.get()
                        .uri("/login?error")
                        .header(HttpHeaders.ACCEPT_LANGUAGE, "zh-CN,zh;q=0.9")
                        .exchange())
                .bodyText()
                .contains("用户名或密码错误。", "lang=\"zh\"");
    }

    @Test
    void aSignInWithoutTheTokenIsRefused() {
        assertThat(mvc.post()
                        .uri("/login")
                        .param("username", "admin")
                        .param("password", AdminTest.PASSWORD)
                        .exchange())
                .hasStatus(403);
    }

    @Test
    void aViewerMayReadAndNothingElse() {
        assertThat(mvc.get().uri(STATUS).with(user("vera").roles("VIEWER")).exchange())
                .hasStatusOk();

        MvcTestResult change = mvc.post()
                .uri(STATUS)
                .with(user("vera").roles("VIEWER"))
                .with(SessionToken.sent())
                .exchange();
        assertThat(change).hasStatus(403).bodyJson().extractingPath("type").isEqualTo("urn:ha:problem:forbidden");
    }

    @Test
    void eachRoleIncludesTheOnesBelow() {
        for (String role : new String[] {"OPERATOR", "ADMIN"}) {
            assertThat(mvc.get().uri(STATUS).with(user("otto").roles(role)).exchange())
                    .hasStatusOk();
            // let through to where the method is refused
            assertThat(mvc.post()
                            .uri(STATUS)
                            .with(user("otto").roles(role))
                            .with(SessionToken.sent())
                            .exchange())
                    .hasStatus(405);
        }
        assertThat(mvc.get().uri(STATUS).with(user("nobody").roles()).exchange())
                .hasStatus(403);
    }

    @Test
    void aViewersDashboardHasNoActions() {
        for (String role : List.of("VIEWER", "OPERATOR", "ADMIN")) {
            assertThat(mvc.get().uri("/").with(user("otto").roles(role)).exchange())
                    .hasStatusOk()
                    .bodyText()
                    .contains("data-operator=\"" + !role.equals("VIEWER") + "\"");
        }
    }

    @Test
    void aSessionChangesNothingWithoutItsToken() {
        assertThat(mvc.post().uri(STATUS).with(user("ada").roles("ADMIN")).exchange())
                .hasStatus(403);
    }

    @Test
    void anotherSiteCannotBorrowTheBrowsersBasicPassword() {
        assertThat(mvc.post().uri(STATUS).with(admin()).exchange())
                .as("a program")
                .hasStatus(405);
        assertThat(mvc.post()
                        .uri(STATUS)
                        .with(admin())
                        .header("Sec-Fetch-Site", "cross-site")
                        .exchange())
                .as("a page elsewhere")
                .hasStatus(403);
    }

    @Test
    void anotherSiteCannotBorrowItEvenWhereTheBrowserSaysNoMoreThanTheOrigin() {
        // on plain http to anything but localhost there are no Sec-Fetch headers
        for (String origin : List.of("http://evil.example", "http://localhost:81", "https://localhost", "null")) {
            assertThat(mvc.post()
                            .uri(STATUS)
                            .with(admin())
                            .header(HttpHeaders.ORIGIN, origin)
                            .exchange())
                    .as("a page of %s", origin)
                    .hasStatus(403);
        }
        assertThat(mvc.post()
                        .uri(STATUS)
                        .with(admin())
                        .header(HttpHeaders.ORIGIN, "http://localhost")
                        .exchange())
                .as("a page of the admin itself")
                .hasStatus(405);
    }

    @Test
    void everyAnswerForbidsWhatThePagesDoNotNeed() {
        MvcTestResult answer = mvc.get()
                .uri("/")
                .accept(MediaType.TEXT_HTML)
                .with(user("ada").roles("ADMIN"))
                .exchange();

        assertThat(answer)
                .hasStatusOk()
                .hasHeader(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                                + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
                .hasHeader("X-Content-Type-Options", "nosniff")
                .hasHeader("X-Frame-Options", "DENY")
                .hasHeader("Referrer-Policy", "same-origin")
                .hasHeader("Cross-Origin-Opener-Policy", "same-origin")
                .hasHeader("Cache-Control", "no-store");
        assertThat(answer).bodyText().doesNotContain("<script>", "style=", "onclick=", "http://", "https://");
    }

    @Test
    void aPageOfAnotherOriginIsNotInvitedIn() {
        MvcTestResult answer = mvc.get()
                .uri(STATUS)
                .with(admin())
                .header(HttpHeaders.ORIGIN, "https://example.org")
                .exchange();

        assertThat(answer).doesNotContainHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
    }

    static RequestPostProcessor admin() {
        return httpBasic("admin", AdminTest.PASSWORD);
    }

    private static String csrfIn(MvcTestResult page) {
        Matcher matcher = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"")
                .matcher(new String(page.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8));
        assertThat(matcher.find()).as("the page has a token").isTrue();
        return matcher.group(1);
    }
}
