package io.haplatform.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Status;
import io.haplatform.spring.support.RunningApplication;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Probes answer everybody, and the application's security is what it was without us. */
class SecurityTest {

    @RestController
    static class Api {

        @GetMapping("/hello")
        String hello() {
            return "hello";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Api.class)
    static class DefaultSecurity {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Api.class)
    static class OwnChain {

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(all -> all.anyRequest().denyAll()).build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Api.class)
    static class OwnReactiveChain {

        @Bean
        SecurityWebFilterChain chain(ServerHttpSecurity http) {
            return http.authorizeExchange(all -> all.anyExchange().denyAll()).build();
        }
    }

    @Test
    void servletDefaultsStayOn() {
        try (RunningApplication application = RunningApplication.start(
                WebApplicationType.SERVLET, DefaultSecurity.class, RunningApplication.WITH_SECURITY)) {
            application.awaitRegistered("orders", Status.UP);
            assertThat(application.get("/hello").statusCode()).isEqualTo(401);
            assertProbesAnswer(application);
        }
    }

    @Test
    void reactiveDefaultsStayOn() {
        try (RunningApplication application = RunningApplication.start(
                WebApplicationType.REACTIVE, DefaultSecurity.class, RunningApplication.WITH_SECURITY)) {
            application.awaitRegistered("orders", Status.UP);
            assertThat(application.get("/hello").statusCode()).isEqualTo(401);
            assertProbesAnswer(application);
        }
    }

    @Test
    void anOwnServletChainIsNotTouched() {
        try (RunningApplication application = RunningApplication.start(
                WebApplicationType.SERVLET, OwnChain.class, RunningApplication.WITH_SECURITY)) {
            application.awaitRegistered("orders", Status.UP);
            assertThat(application.get("/hello").statusCode()).isEqualTo(403);
            assertThat(application.context().getBeansOfType(SecurityFilterChain.class))
                    .containsOnlyKeys("chain");
            assertProbesAnswer(application);
        }
    }

    @Test
    void anOwnReactiveChainIsNotTouched() {
        try (RunningApplication application = RunningApplication.start(
                WebApplicationType.REACTIVE, OwnReactiveChain.class, RunningApplication.WITH_SECURITY)) {
            application.awaitRegistered("orders", Status.UP);
            assertThat(application.get("/hello").statusCode()).isIn(401, 403);
            assertProbesAnswer(application);
        }
    }

    @Test
    void theManagementPortAnswersProbesInFrontOfItsSecurityToo() {
        try (RunningApplication application = RunningApplication.start(
                WebApplicationType.SERVLET,
                OwnChain.class,
                RunningApplication.WITH_SECURITY,
                "management.server.port=0",
                "management.server.address=127.0.0.1")) {
            application.awaitRegistered("orders", Status.UP);
            assertThat(application
                            .get(application.managementPort(), "/actuator/health")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(application
                            .get(application.managementPort(), "/health/ready")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void withoutSecurityNothingIsAsked() {
        try (RunningApplication application =
                RunningApplication.start(WebApplicationType.SERVLET, DefaultSecurity.class)) {
            application.awaitRegistered("orders", Status.UP);
            assertThat(application.get("/hello").statusCode()).isEqualTo(200);
            assertProbesAnswer(application);
        }
    }

    private static void assertProbesAnswer(RunningApplication application) {
        for (Probe probe : Probe.values()) {
            RunningApplication.await(
                    "good " + probe.path(), () -> application.get(probe.path()).statusCode() == 200);
        }
    }
}
