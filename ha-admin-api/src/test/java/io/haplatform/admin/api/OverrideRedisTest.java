package io.haplatform.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.haplatform.admin.AdminApplication;
import io.haplatform.admin.AdminTest;
import io.haplatform.core.registry.Registry;
import io.haplatform.test.RedisServerProcess;
import io.haplatform.test.Registrations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two admins over a real Redis that writes its data to disk, and that is restarted, with its data and without. */
@Timeout(180)
class OverrideRedisTest {

    private static final String BACKENDS = "/load-balancer/backends/";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final RedisServerProcess REDIS = RedisServerProcess.start("appendonly yes");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static @Nullable ConfigurableApplicationContext one;
    private static @Nullable ConfigurableApplicationContext other;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        one = admin("admin-1");
        other = admin("admin-2");
    }

    @AfterAll
    static void stop() {
        for (ConfigurableApplicationContext admin : new ConfigurableApplicationContext[] {one, other}) {
            if (admin != null) {
                admin.close();
            }
        }
        REDIS.close();
    }

    private static ConfigurableApplicationContext admin(String id) {
        return new SpringApplicationBuilder(AdminApplication.class)
                .run(
                        "--server.port=0",
                        "--ha.instance.id=" + id,
                        "--ha.admin.password=" + AdminTest.PASSWORD,
                        "--spring.data.redis.host=127.0.0.1",
                        "--spring.data.redis.port=" + REDIS.port(),
                        "--ha.registry.last-known-good.enabled=false");
    }

    @Test
    void anOverrideOutlivesRestartsOfInstanceAdminAndRedisAndIsWrittenBackWhenRedisLostAll() {
        register("start-1");
        patch(one, "orders/a", "{\"status\": \"MAINTENANCE\"}");
        patch(other, "orders/a", "{\"reason\": \"new disk\"}");

        REDIS.restart();
        // the second version: it is the one from the disk, nobody has written it back
        await().atMost(SOON).untilAsserted(() -> assertThat(tag(patch(one, "orders/a", "{}")))
                .startsWith("\"2-"));

        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            register("start-2");
            assertThat(told(other, "orders/a").path("status").asString()).isEqualTo("MAINTENANCE");
        });

        if (one != null) {
            one.close();
        }
        one = admin("admin-1");
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        told(one, "orders/a").at("/override/reason").asString())
                .isEqualTo("new disk"));

        REDIS.restartEmpty();
        await().atMost(SOON).untilAsserted(() -> assertThat(tag(patch(other, "orders/a", "{}")))
                .startsWith("\"1-"));
        register("start-3");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(told(one, "orders/a").path("status").asString()).isEqualTo("MAINTENANCE");
            assertThat(told(one, "orders/a").at("/override/reason").asString()).isEqualTo("new disk");
        });
    }

    @Test
    void twoAdminsAtOnceLoseNothing() throws Exception {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> register("start-1"));
        for (int round = 0; round < 20; round++) {
            CyclicBarrier together = new CyclicBarrier(2);
            String weight = "{\"weight\": " + round + "}";
            String tags = "{\"tags\": [\"round-" + round + "\"]}";
            CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> {
                meet(together);
                return patch(one, "orders/b", weight);
            });
            CompletableFuture<HttpResponse<String>> second = CompletableFuture.supplyAsync(() -> {
                meet(together);
                return patch(other, "orders/b", tags);
            });
            assertThat(List.of(first.get().statusCode(), second.get().statusCode()))
                    .containsOnly(200);
        }

        JsonNode override = JSON.readTree(patch(one, "orders/b", "{}").body()).path("override");
        assertThat(override.path("weight").asInt()).isEqualTo(19);
        assertThat(override.at("/tags/0").asString()).isEqualTo("round-19");
        assertThat(override.path("version").asInt()).isEqualTo(40);

        // with what they have seen, one of them is told that it has changed
        String seen = tag(patch(one, "orders/b", "{}"));
        List<Integer> answers = IntStream.of(100, 200)
                .mapToObj(weight -> patch(weight == 100 ? one : other, "orders/b", "{\"weight\": " + weight + "}", seen)
                        .statusCode())
                .toList();
        assertThat(answers).containsExactly(200, 412);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void register(String incarnation) {
        if (other != null) {
            other.getBean(Registry.class)
                    .register(List.of(
                            Registrations.of("orders", "a")
                                    .incarnation(incarnation)
                                    .build(),
                            Registrations.of("orders", "b")
                                    .at("10.0.0.8", 8081)
                                    .incarnation(incarnation)
                                    .build()))
                    .toCompletableFuture()
                    .join();
        }
    }

    private JsonNode told(@Nullable ConfigurableApplicationContext admin, String key) {
        return JSON.readTree(send(request(admin, BACKENDS + key).build()).body());
    }

    private HttpResponse<String> patch(@Nullable ConfigurableApplicationContext admin, String key, String body) {
        return patch(admin, key, body, "*");
    }

    private HttpResponse<String> patch(
            @Nullable ConfigurableApplicationContext admin, String key, String body, String ifMatch) {
        return send(request(admin, BACKENDS + key)
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/merge-patch+json")
                .header("If-Match", ifMatch)
                .build());
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElse(answer.statusCode() + " " + answer.body());
    }

    private static HttpRequest.Builder request(@Nullable ConfigurableApplicationContext admin, String path) {
        if (!(admin instanceof WebServerApplicationContext server) || server.getWebServer() == null) {
            throw new IllegalStateException("the admin is not running");
        }
        String login =
                Base64.getEncoder().encodeToString(("admin:" + AdminTest.PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getWebServer().getPort() + "/api/v1/ha" + path))
                .header("Authorization", "Basic " + login)
                .timeout(Duration.ofSeconds(15));
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
