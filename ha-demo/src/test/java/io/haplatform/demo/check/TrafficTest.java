package io.haplatform.demo.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.haplatform.demo.process.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TrafficTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer storefront;

    @BeforeEach
    void startStorefront() throws IOException {
        storefront = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        storefront.setExecutor(threads);
        storefront.start();
    }

    @AfterEach
    void stopStorefront() {
        storefront.stop(0);
        threads.shutdownNow();
    }

    @Test
    void readsWhoServedAndWhoWasTried() {
        Exchange exchange = oneAnswer(answer -> {
            answer.getResponseHeaders().set("X-Served-By", "orders-2");
            answer.getResponseHeaders().set("X-Tried", "127.0.0.1:8081,127.0.0.1:8082");
            answer(answer, 200, "[]");
        });

        assertThat(exchange.failed()).isFalse();
        assertThat(exchange.servedBy()).isEqualTo("orders-2");
        assertThat(exchange.triedPorts()).containsExactly(8081, 8082);
    }

    @Test
    void countsAnErrorAsFailedAndKeepsItsReason() {
        Exchange exchange = oneAnswer(answer -> {
            answer.getResponseHeaders().set("X-Tried", "127.0.0.1:8081");
            answer(answer, 503, "{\"title\":\"no instance\"}");
        });

        assertThat(exchange.failure()).isEqualTo("503 after trying [127.0.0.1:8081]: {\"title\":\"no instance\"}");
    }

    @Test
    void countsTheFallbackAsFailed() {
        Exchange exchange = oneAnswer(answer -> {
            answer.getResponseHeaders().set("X-Served-By", "orders-1");
            answer.getResponseHeaders().set("X-Tried", "127.0.0.1:8081");
            answer.getResponseHeaders().set("X-Fallback", "last-good");
            answer(answer, 200, "[]");
        });

        assertThat(exchange.failure()).isEqualTo("answered by the fallback after trying [127.0.0.1:8081]");
        assertThat(exchange.servedBy()).isNull();
    }

    @Test
    void countsAnAnswerByNobodyAsFailed() {
        assertThat(oneAnswer(answer -> answer(answer, 200, "[]")).failure())
                .isEqualTo("answered without saying by whom (X-Served-By)");
    }

    @Test
    void countsAConnectionThatBreaksAsFailed() {
        assertThat(oneAnswer(HttpExchange::close).failure()).startsWith("no answer: ");
    }

    @Test
    void countsAHeaderItCannotReadAsFailed() {
        Exchange exchange = oneAnswer(answer -> {
            answer.getResponseHeaders().set("X-Tried", "orders-1");
            answer(answer, 200, "[]");
        });

        assertThat(exchange.failure()).isEqualTo("X-Tried must be host:port but is orders-1");
    }

    @Test
    void goesOnSendingWhileAnswersAreOutstanding() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(10);
        handle(answer -> {
            arrived.countDown();
            await(release);
            answer(answer, 200, "[]");
        });

        Traffic traffic = traffic(100);
        try (traffic) {
            traffic.start();
            await(arrived);
            assertThat(traffic.exchanges()).isEmpty();
            release.countDown();
        }

        assertThat(traffic.exchanges()).hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    void givesWhatWasSentSinceThen() {
        handle(answer -> answer(answer, 200, "[]"));
        Traffic traffic = traffic(100);
        try (traffic) {
            traffic.start();
            assertThat(Waiting.until(() -> traffic.exchanges().size() >= 10, SOON))
                    .isTrue();
        }
        List<Exchange> all = traffic.exchanges();
        long since = all.get(5).startNanos();

        assertThat(traffic.since(since))
                .containsExactlyInAnyOrderElementsOf(all.stream()
                        .filter(each -> each.startNanos() - since >= 0)
                        .toList());
        assertThat(traffic.since(System.nanoTime())).isEmpty();
    }

    private Exchange oneAnswer(HttpHandler handler) {
        handle(handler);
        Traffic traffic = traffic(10);
        try (traffic) {
            traffic.start();
            assertThat(Waiting.until(() -> !traffic.exchanges().isEmpty(), SOON))
                    .isTrue();
        }
        List<Exchange> exchanges = traffic.exchanges();
        return exchanges.get(0);
    }

    private void handle(HttpHandler handler) {
        storefront.createContext("/", handler);
    }

    private Traffic traffic(int perSecond) {
        return new Traffic(
                HttpClient.newHttpClient(),
                URI.create("http://127.0.0.1:" + storefront.getAddress().getPort() + "/"),
                perSecond);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
