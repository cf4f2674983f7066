package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.spring.support.RunningApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class NettyKeepAliveTest {

    private @Nullable String before;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        @RestController
        static class Api {

            @GetMapping("/hello")
            String hello() {
                return "hello";
            }
        }
    }

    @BeforeEach
    void remember() {
        before = System.getProperty(NettyKeepAlive.PROPERTY);
        System.clearProperty(NettyKeepAlive.PROPERTY);
    }

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(NettyKeepAlive.PROPERTY);
        } else {
            System.setProperty(NettyKeepAlive.PROPERTY, before);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            nullValues = "null",
            value = {"1.3.5, null", "1.3.6, true", "1.3.7, true", "1.3.8, null", "null, null"})
    void onlyTheAffectedVersionsAreMended(@Nullable String version, @Nullable String expected) {
        new NettyKeepAlive(new Logs()).mend(version);

        assertThat(System.getProperty(NettyKeepAlive.PROPERTY)).isEqualTo(expected);
    }

    @Test
    void whatTheApplicationHasSetStays() {
        System.setProperty(NettyKeepAlive.PROPERTY, "false");
        new NettyKeepAlive(new Logs()).mend("1.3.7");

        assertThat(System.getProperty(NettyKeepAlive.PROPERTY)).isEqualTo("false");
    }

    @Test
    void aReactiveApplicationAnswersEveryRequestOnAConnectionThatIsKeptOpen() throws Exception {
        try (RunningApplication application = RunningApplication.start(WebApplicationType.REACTIVE, App.class)) {
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            String[] paths = {"/hello", "/nothing", "/health/live", "/hello"};
            for (int i = 0; i < 500; i++) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + application.port() + paths[i % paths.length]))
                        .timeout(Duration.ofSeconds(20))
                        .build();
                assertThat(http.send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isIn(200, 404);
            }
        }
    }

    private static final class Logs implements DeferredLogFactory {

        @Override
        public Log getLog(Supplier<Log> destination) {
            return LogFactory.getLog(NettyKeepAliveTest.class);
        }
    }
}
