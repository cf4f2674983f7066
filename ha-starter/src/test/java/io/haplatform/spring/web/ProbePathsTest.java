package io.haplatform.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.spring.support.RunningApplication;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Probes where the application does not answer at the root, or answers them by a servlet. */
class ProbePathsTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnServlet {

        @Bean
        ServletRegistrationBean<HttpServlet> ownHealth() {
            HttpServlet servlet = new HttpServlet() {
                private static final long serialVersionUID = 1L;

                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                    response.getWriter().print("my own servlet");
                }
            };
            return new ServletRegistrationBean<>(servlet, "/health/*");
        }
    }

    @Test
    void areBelowTheContextPath() {
        areBelow(WebApplicationType.SERVLET, "server.servlet.context-path=/shop");
    }

    @Test
    void areBelowTheBasePathOfAReactiveApplication() {
        areBelow(WebApplicationType.REACTIVE, "spring.webflux.base-path=/shop");
    }

    @Test
    void areAServletsThatIsMappedThere() {
        try (RunningApplication application = RunningApplication.start(WebApplicationType.SERVLET, OwnServlet.class)) {
            for (Probe probe : Probe.values()) {
                assertThat(application.get(probe.path()).body())
                        .as(probe.path())
                        .isEqualTo("my own servlet");
            }
        }
    }

    private static void areBelow(WebApplicationType type, String setting) {
        try (RunningApplication application = RunningApplication.start(type, App.class, setting)) {
            for (Probe probe : Probe.values()) {
                RunningApplication.await(
                        probe.path(),
                        () -> application.get("/shop" + probe.path()).statusCode() == 200);
                assertThat(application.get(probe.path()).statusCode()).isEqualTo(404);
            }
        }
    }
}
