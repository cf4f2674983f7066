package io.haplatform.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.haplatform.admin.AdminTest;
import io.haplatform.test.RedisServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The admin on a real Redis, which freezes, comes back, and is killed. It has one instance to show: itself. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "ha.registry.type=redis",
            "spring.data.redis.host=127.0.0.1",
            "ha.instance.id=the-admin",
            "ha.admin.password=" + AdminTest.PASSWORD
        })
@DirtiesContext
@Timeout(120)
class RedisAwayTest {

    private static final String STATUS = "/status";
    private static final String BACKENDS = "/load-balancer/backends";
    private static final String EVENTS = "/failover/events";
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final RedisServerProcess REDIS = RedisServerProcess.start();

    @LocalServerPort
    private int port;

    @Autowired
    private JsonMapper json;

    private final HttpClient http = HttpClient.newHttpClient();

    @DynamicPropertySource
    static void redis(DynamicPropertyRegistry settings) {
        settings.add("spring.data.redis.port", REDIS::port);
    }

    @AfterEach
    void thaw() {
        REDIS.thaw();
    }

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    @Test
    void answersFromMemoryWhileRedisIsFrozenAndWhenItWasKilled() {
        awaitAllKnown();
        REDIS.freeze();
        assertThatAllIsAnswered();
        awaitStatus("DEGRADED", "REGISTRY_DOWN");
        assertThatAllIsAnswered();

        REDIS.thaw();
        awaitStatus("UP", "");

        REDIS.kill();
        assertThatAllIsAnswered();
        awaitStatus("DEGRADED", "REGISTRY_DOWN");
        assertThatAllIsAnswered();

        REDIS.restart();
        awaitStatus("UP", "");
        assertThat(get(EVENTS).toString()).contains("RegistryLost", "RegistryRestored");
    }

    @Test
    void waitsForRedisNeitherWithTheStatusNorWithTheEvents() {
        // A Redis known to be away fails fast, so it is frozen anew for each try: the first question then takes Redis
        // half a second to fail. A busy machine may delay one try, but only who waits for Redis is late in each.
        long status = Long.MAX_VALUE;
        long events = Long.MAX_VALUE;
        long backends = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            awaitAllKnown();
            REDIS.freeze();
            try {
                status = Math.min(status, millis(STATUS));
                events = Math.min(events, millis(EVENTS));
                backends = Math.min(backends, millis(BACKENDS));
            } finally {
                REDIS.thaw();
            }
        }

        assertThat(status).as("ms for the status").isLessThan(300);
        assertThat(events).as("ms for the events").isLessThan(300);
        assertThat(backends)
                .as("ms for the instances, 500 of which wait for lease times")
                .isLessThan(800);
    }

    private void awaitAllKnown() {
        awaitStatus("UP", "");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(get(BACKENDS).at("/items/0/leaseExpiresAt").asString("")).isNotEmpty();
            assertThat(get(EVENTS).toString()).contains("ServiceRegistered");
        });
    }

    private void assertThatAllIsAnswered() {
        assertThat(get(STATUS).at("/services/0/name").asString()).isEqualTo("ha-admin");
        assertThat(get(BACKENDS).at("/items/0/id").asString()).isEqualTo("the-admin");
        assertThat(get(BACKENDS).at("/items/0/leaseExpiresAt").asString("")).isNotEmpty();
        assertThat(get(EVENTS).toString()).contains("ServiceRegistered");
    }

    private void awaitStatus(String status, String finding) {
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode answer = get(STATUS);
            assertThat(answer.path("status").asString()).isEqualTo(status);
            assertThat(answer.at("/findings/0/code").asString("")).isEqualTo(finding);
        });
    }

    private long millis(String path) {
        long began = System.nanoTime();
        get(path);
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }

    private JsonNode get(String path) {
        String login =
                Base64.getEncoder().encodeToString(("admin:" + AdminTest.PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/ha" + path))
                .header("Authorization", "Basic " + login)
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return json.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
