package io.haplatform.demo.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.haplatform.demo.process.DemoFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class AdminViewTest {

    private static final String UP = "200 {\"items\": [{\"id\": \"orders-1\", \"status\": \"UP\"}]}";
    private static final String DOWN = "200 {\"items\": [{\"id\": \"orders-1\", \"status\": \"DOWN\"}]}";
    private static final Instance ORDERS = new Instance("orders-1", 8081);

    /** What admin says next; the last goes on. */
    private final Deque<String> answers = new ArrayDeque<>();

    private HttpServer admin;

    @BeforeEach
    void start() throws IOException {
        admin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        admin.createContext("/", exchange -> {
            String answer = answers.size() > 1 ? answers.remove() : answers.element();
            byte[] body = answer.substring(4).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        admin.start();
    }

    @AfterEach
    void stop() {
        admin.stop(0);
    }

    @ParameterizedTest(name = "{0} is up: {1}")
    @CsvSource({"orders-1, true", "orders-2, false", "orders-3, false"})
    void takesAnInstanceForUpOnlyIfItIsListedAsUp(String id, boolean up) {
        String page =
                """
                {"items": [{"id": "orders-1", "status": "UP"}, {"id": "orders-2", "status": "SUSPECT"}], "next": null}
                """;

        assertThat(AdminView.isUp(JsonMapper.builder().build().readTree(page), id))
                .isEqualTo(up);
    }

    @Test
    void takesAnAnswerThatIsNoneForTheOldOne() {
        AdminView view = answering(List.of(UP, "503 busy", "500 {}", "429 {}", "200 half a pa", DOWN));

        assertThat(view.noticed(ORDERS, System.nanoTime(), Duration.ofSeconds(30)))
                .isPresent();
        assertThat(answers).containsExactly(DOWN);
    }

    @Test
    void saysThatAnAdminWhichNeverAnswersNeverNoticed() {
        AdminView view = answering(List.of("503 busy"));

        assertThat(view.noticed(ORDERS, System.nanoTime(), Duration.ofMillis(200)))
                .isEmpty();
    }

    @Test
    void saysWhatAdminAnsweredWhenItDoesNotImpose() {
        AdminView view = answering(List.of("200 {}", "503 busy"));

        view.impose(ORDERS, "{\"weight\": 0}");

        assertThatExceptionOfType(DemoFailure.class)
                .isThrownBy(() -> view.impose(ORDERS, "{\"weight\": null}"))
                .withMessage("admin must impose {\"weight\": null} on orders-1 but answered 503 busy");
    }

    @ParameterizedTest(name = "UP with a lease until {0}: {1}")
    @CsvSource({"2026-01-01T00:00:05.999Z, false", "2026-01-01T00:00:06.001Z, true"})
    void takesForRegisteredAgainWhoHasALeaseFromAfterwards(String leaseEnd, boolean again) {
        String page = "200 {\"items\": [{\"id\": \"orders-1\", \"status\": \"UP\", \"leaseExpiresAt\": \"%s\"}]}"
                .formatted(leaseEnd);
        AdminView view = answering(List.of("503 busy", UP, page));

        assertThat(view.registeredAgain(
                                List.of(ORDERS),
                                Instant.parse("2026-01-01T00:00:06Z"),
                                System.nanoTime(),
                                again ? Duration.ofSeconds(30) : Duration.ofMillis(200))
                        .isPresent())
                .isEqualTo(again);
    }

    private AdminView answering(List<String> inTurn) {
        answers.addAll(inTurn);
        URI address = URI.create("http://127.0.0.1:" + admin.getAddress().getPort() + "/");
        return new AdminView(HttpClient.newHttpClient(), address, "secret");
    }
}
