package io.haplatform.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Status;
import io.haplatform.spring.support.RunningApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What a drain looks like from outside: when it does not come to its end, and over HTTP/2. */
class DrainAtTheServerTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        static volatile CountDownLatch entered = new CountDownLatch(1);
        static volatile CountDownLatch gate = new CountDownLatch(1);

        @RestController
        static class Api {

            @GetMapping("/hello")
            String hello() {
                return "hello";
            }

            @GetMapping("/slow")
            Mono<String> slow() {
                entered.countDown();
                return Mono.fromCallable(() -> {
                            assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
                            return "slow but sure";
                        })
                        .subscribeOn(Schedulers.boundedElastic());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void aDrainThatTimesOutRefusesWhatStillComes(WebApplicationType type) throws Exception {
        App.entered = new CountDownLatch(1);
        App.gate = new CountDownLatch(1);
        RunningApplication application = RunningApplication.start(type, App.class, "ha.web.drain.in-flight=200ms");
        application.awaitRegistered("orders", Status.UP);
        CompletableFuture<HttpResponse<String>> slow = HttpClient.newHttpClient()
                .sendAsync(request(application, "/slow"), HttpResponse.BodyHandlers.ofString());
        assertThat(App.entered.await(10, TimeUnit.SECONDS)).isTrue();

        // after the drain, which comes first of all, and before the server stops
        CompletableFuture<HttpResponse<String>> late = new CompletableFuture<>();
        application.context().addApplicationListener((ApplicationListener<ContextClosedEvent>) event -> {
            late.complete(application.get("/hello"));
            App.gate.countDown();
        });
        application.close();

        HttpResponse<String> refused = late.get(5, TimeUnit.SECONDS);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.headers().firstValue("Connection")).hasValue("close");
        assertThat(slow.get(20, TimeUnit.SECONDS).body())
                .as("what was in flight is still finished by the server")
                .isEqualTo("slow but sure");
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void overHttp2NoAnswerHasAConnectionHeader(WebApplicationType type) throws Exception {
        try (RunningApplication application = RunningApplication.start(type, App.class, "server.http2.enabled=true")) {
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
            assertThat(send(http, application).version()).isEqualTo(HttpClient.Version.HTTP_2);
            application.bean(Drain.class).begin("a test");

            HttpResponse<String> drained = send(http, application);
            assertThat(drained.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(drained.statusCode()).isEqualTo(200);
            assertThat(drained.headers().firstValue("Connection")).isEmpty();

            application.bean(RequestGate.class).moveTo(RequestGate.State.CLOSED);
            HttpResponse<String> refused = send(http, application);
            assertThat(refused.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Connection")).isEmpty();
        }
    }

    private static HttpResponse<String> send(HttpClient http, RunningApplication application) throws Exception {
        return http.send(request(application, "/hello"), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(RunningApplication application, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + application.port() + path))
                .build();
    }
}
