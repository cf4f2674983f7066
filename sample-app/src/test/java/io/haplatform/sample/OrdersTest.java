package io.haplatform.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.web.client.RestClient;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "ha.registry.type=memory",
            "ha.instance.region=north",
            "ha.instance.zone=north-1",
            "ha.instance.version=7"
        })
@ActiveProfiles({"orders", "chaos"})
class OrdersTest {

    private static final ParameterizedTypeReference<Map<String, Object>> OBJECT = new ParameterizedTypeReference<>() {};
    private static final ParameterizedTypeReference<List<Map<String, Object>>> LIST =
            new ParameterizedTypeReference<>() {};

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @LocalServerPort
    private int port;

    private RestClient http;

    @BeforeEach
    void client() {
        http = RestClient.builder()
                .baseUrl("http://127.0.0.1:" + port)
                .defaultStatusHandler(status -> true, (request, response) -> {})
                .build();
    }

    @Test
    void anOrderThatWasPlacedCanBeReadBack() {
        ResponseEntity<Map<String, Object>> placed = place("{\"item\":\"tea\",\"quantity\":2}");

        assertThat(placed.getStatusCode()).isEqualTo(HttpStatus.CREATED);
        String location = String.valueOf(placed.getHeaders().getLocation());
        assertThat(http.get().uri(location).retrieve().body(OBJECT)).isEqualTo(placed.getBody());
        assertThat(http.get().uri("/api/orders").retrieve().body(LIST)).contains(placed.getBody());
    }

    @Test
    void anOrderThatIsNoOrderIsRefusedWithAProblem() {
        ResponseEntity<Map<String, Object>> refused = place("{\"item\":\"\",\"quantity\":0}");

        assertThat(refused.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
        assertThat(refused.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void anOrderThatIsNotThereIsAProblemThatNamesIt() {
        ResponseEntity<Map<String, Object>> missing =
                http.get().uri("/api/orders/987654321").retrieve().toEntity(OBJECT);

        assertThat(missing.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(missing.getBody()).containsEntry("detail", "There is no order 987654321");
    }

    @Test
    void whoamiSaysWhoAnswersAndWhere() {
        Map<String, Object> self = http.get().uri("/api/whoami").retrieve().body(OBJECT);

        assertThat(self)
                .containsEntry("service", "orders")
                .containsEntry("region", "north")
                .containsEntry("zone", "north-1")
                .containsEntry("version", "7")
                .containsEntry("port", port)
                .hasEntrySatisfying("instance", id -> assertThat((String) id).endsWith(":" + port));
    }

    @Test
    void chaosFailsTheApiAndLeavesTheProbesHonest() {
        http.post().uri("/api/chaos/error?percent=100").retrieve().toBodilessEntity();
        try {
            assertThat(http.get()
                            .uri("/api/orders")
                            .retrieve()
                            .toBodilessEntity()
                            .getStatusCode())
                    .isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
            assertThat(http.get()
                            .uri("/health/live")
                            .retrieve()
                            .toBodilessEntity()
                            .getStatusCode())
                    .isEqualTo(HttpStatus.OK);
        } finally {
            http.post().uri("/api/chaos/error?percent=0").retrieve().toBodilessEntity();
        }
        assertThat(http.get().uri("/api/orders").retrieve().toBodilessEntity().getStatusCode())
                .isEqualTo(HttpStatus.OK);
    }

    @Test
    void chaosSlowsTheApiDown() {
        chaos("latency?ms=300");
        try {
            long start = System.nanoTime();
            assertThat(http.get()
                            .uri("/api/orders")
                            .retrieve()
                            .toBodilessEntity()
                            .getStatusCode())
                    .isEqualTo(HttpStatus.OK);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        } finally {
            chaos("latency?ms=0");
        }
    }

    @Test
    void chaosHangsTheApiUntilItIsTakenBackAndLeavesTheProbesHonest() throws Exception {
        chaos("hang?seconds=60");
        CompletableFuture<HttpStatusCode> held = CompletableFuture.supplyAsync(() ->
                http.get().uri("/api/orders").retrieve().toBodilessEntity().getStatusCode());
        try {
            assertThat(http.get()
                            .uri("/health/live")
                            .retrieve()
                            .toBodilessEntity()
                            .getStatusCode())
                    .isEqualTo(HttpStatus.OK);
            Awaitility.await("held by the fault").atMost(PATIENCE).until(OrdersTest::isARequestHeld);
            assertThat(held).isNotDone();
        } finally {
            chaos("hang?seconds=0");
        }
        assertThat(held.get(20, TimeUnit.SECONDS)).isEqualTo(HttpStatus.OK);
    }

    private static boolean isARequestHeld() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getState() == Thread.State.TIMED_WAITING)
                .flatMap(thread -> Arrays.stream(thread.getValue()))
                .anyMatch(frame -> frame.getClassName().equals("io.haplatform.sample.chaos.Faults"));
    }

    @Test
    void chaosCollectsGarbageAndSaysHowLongItTook() {
        assertThat(http.post().uri("/api/chaos/gc").retrieve().body(OBJECT)).containsOnlyKeys("ms");
    }

    private void chaos(String fault) {
        assertThat(http.post()
                        .uri("/api/chaos/" + fault)
                        .retrieve()
                        .toBodilessEntity()
                        .getStatusCode())
                .isEqualTo(HttpStatus.OK);
    }

    @Test
    void chaosBeyondItsRangeIsRefusedBySentence() {
        Map<String, Object> refused =
                http.post().uri("/api/chaos/error?percent=101").retrieve().body(OBJECT);

        assertThat(refused).containsEntry("detail", "percent must be between 0 and 100 but is 101");
    }

    private ResponseEntity<Map<String, Object>> place(String body) {
        return http.post()
                .uri("/api/orders")
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .retrieve()
                .toEntity(OBJECT);
    }
}
