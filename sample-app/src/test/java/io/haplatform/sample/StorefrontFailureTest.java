package io.haplatform.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.registry.Registry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

/** What a user of the storefront sees when the orders cannot be had; each test has a breaker of its own. */
class StorefrontFailureTest {

    private static final String ORDERS = "[{\"id\":1,\"item\":\"tea\"}]";

    private final AtomicInteger requests = new AtomicInteger();
    private volatile int status = 200;
    private HttpServer orders;
    private ConfigurableApplicationContext storefront;

    @BeforeEach
    void start() throws Exception {
        orders = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        orders.createContext("/api/orders", exchange -> {
            requests.incrementAndGet();
            byte[] body = (status == 200 ? ORDERS : "no").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", status == 200 ? "application/json" : "text/plain");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        orders.start();
        storefront = new SpringApplicationBuilder(SampleApplication.class)
                .profiles("storefront")
                .run(
                        "--server.port=0",
                        "--ha.registry.type=memory",
                        "--ha.registry.lease-duration=10m",
                        "--ha.web.drain.propagation=0s",
                        "--ha.resilience.breaker.sliding-window-type=count-based",
                        "--ha.resilience.breaker.sliding-window-size=3",
                        "--ha.resilience.breaker.minimum-number-of-calls=3",
                        "--ha.resilience.breaker.wait-duration-in-open-state=1h");
    }

    @AfterEach
    void stop() throws IOException {
        storefront.close();
        orders.stop(0);
    }

    @Test
    void aCallThatFailsSaysWhereItWasTriedAndThatNobodyServedIt() throws Exception {
        listOrders();
        status = 500;
        ResponseEntity<String> answer = ask("");

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(answer.getBody()).contains("The orders could not be had: ");
        assertThat(answer.getHeaders().getFirst("X-Tried")).isEqualTo(address());
        assertThat(answer.getHeaders().containsHeader("X-Served-By")).isFalse();
    }

    @Test
    void withoutAnyInstanceNothingWasTried() {
        ResponseEntity<String> answer = ask("");

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(answer.getHeaders().containsHeader("X-Tried")).isFalse();
        assertThat(answer.getHeaders().containsHeader("X-Served-By")).isFalse();
    }

    @Test
    void theFallbackAnswersWithTheLastGoodOrdersAndSaysSo() throws Exception {
        listOrders();
        ResponseEntity<String> good = ask("?fallback=last-good");
        assertThat(good.getHeaders().getFirst("X-Served-By")).isEqualTo("orders-1");
        assertThat(good.getHeaders().containsHeader("X-Fallback")).isFalse();

        status = 500;
        ResponseEntity<String> answer = ask("?fallback=last-good");
        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(answer.getBody()).isEqualTo(good.getBody()).contains("tea");
        assertThat(answer.getHeaders().getFirst("X-Fallback")).isEqualTo("last-good");
        assertThat(answer.getHeaders().containsHeader("X-Served-By")).isFalse();
    }

    @Test
    void afterFailuresInARowTheBreakerAnswersWithoutTrying() throws Exception {
        listOrders();
        assertThat(ask("").getStatusCode()).isEqualTo(HttpStatus.OK);
        status = 500;
        for (int call = 0; call < 3; call++) {
            assertThat(ask("").getHeaders().getFirst("X-Tried")).isEqualTo(address());
        }
        int before = requests.get();

        ResponseEntity<String> rejected = ask("");
        assertThat(rejected.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(rejected.getBody()).contains("breaker");
        assertThat(rejected.getHeaders().containsHeader("X-Tried")).isFalse();
        ResponseEntity<String> fallback = ask("?fallback=last-good");
        assertThat(fallback.getHeaders().getFirst("X-Fallback")).isEqualTo("last-good");
        assertThat(fallback.getBody()).contains("tea");
        assertThat(requests).hasValue(before);
    }

    private void listOrders() throws Exception {
        new RegisteredOrders(storefront.getBean(Registry.class), storefront.getBean(Balancers.class))
                .register("orders-1", orders.getAddress().getPort());
    }

    private String address() {
        return "127.0.0.1:" + orders.getAddress().getPort();
    }

    private ResponseEntity<String> ask(String query) {
        return RestClient.create(
                        "http://127.0.0.1:" + storefront.getEnvironment().getRequiredProperty("local.server.port"))
                .get()
                .uri("/api/storefront/orders" + query)
                .retrieve()
                .onStatus(code -> true, (request, response) -> {})
                .toEntity(String.class);
    }
}
