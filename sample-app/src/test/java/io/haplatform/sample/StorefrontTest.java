package io.haplatform.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.Balancers;
import io.haplatform.core.registry.Registry;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.web.client.RestClient;

/** A storefront, a real instance of orders, and an instance that nobody answers for. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        // nobody renews what the test registers
        properties = {"ha.registry.type=memory", "ha.registry.lease-duration=10m"})
@ActiveProfiles("storefront")
class StorefrontTest {

    private static ConfigurableApplicationContext orders;

    @LocalServerPort
    private int port;

    @Autowired
    private Registry registry;

    @Autowired
    private Balancers balancers;

    private RegisteredOrders listed;

    private RestClient http;

    @BeforeAll
    static void startOrders() {
        orders = new SpringApplicationBuilder(SampleApplication.class)
                .profiles("orders")
                .properties("server.port=0", "ha.registry.type=memory")
                .run();
    }

    @AfterAll
    static void stopOrders() {
        orders.close();
    }

    @BeforeEach
    void registerOrders() throws Exception {
        listed = new RegisteredOrders(registry, balancers);
        listed.register("orders-1", orders.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        http = RestClient.builder()
                .baseUrl("http://127.0.0.1:" + port)
                .defaultStatusHandler(status -> true, (request, response) -> {})
                .build();
    }

    @AfterEach
    void deregisterOrders() throws Exception {
        listed.deregister();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rest-client", "rest-template", "web-client", "http-interface"})
    void everyClientGetsTheOrdersAndSaysFromWhom(String client) {
        ResponseEntity<String> answer = ask("?client=" + client);

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(answer.getHeaders().getFirst("X-Served-By")).isEqualTo("orders-1");
        assertThat(answer.getHeaders().getFirst("X-Tried"))
                .isEqualTo("127.0.0.1:" + orders.getEnvironment().getProperty("local.server.port"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rest-client", "rest-template", "web-client", "http-interface"})
    void aDeadInstanceCostsAnAttemptAndNoAnswer(String client) throws Exception {
        int dead = unusedPort();
        // a name of its own: what one client has learned of a dead instance, the others know
        listed.register("orders-dead-" + client, dead);

        boolean tried = false;
        // they take turns, so it is first in one of two calls
        for (int call = 0; call < 2; call++) {
            ResponseEntity<String> answer = ask("?client=" + client);
            assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.OK);
            assertThat(answer.getHeaders().getFirst("X-Served-By")).isEqualTo("orders-1");
            tried |= String.valueOf(answer.getHeaders().getFirst("X-Tried")).startsWith("127.0.0.1:" + dead + ",");
        }

        assertThat(tried).as("the dead instance was tried first once").isTrue();
    }

    @Test
    void anUnknownClientIsRefusedBySentence() {
        ResponseEntity<String> answer = ask("?client=carrier-pigeon");

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
        assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(answer.getBody())
                .contains("client must be one of http-interface, rest-client, rest-template, web-client but is"
                        + " 'carrier-pigeon'");
    }

    @Test
    void anUnknownFallbackIsRefusedBySentence() {
        ResponseEntity<String> answer = ask("?fallback=hope");

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
        assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(answer.getBody()).contains("fallback must be none or last-good but is 'hope'");
    }

    @Test
    void whoamiNamesTheStorefront() {
        assertThat(http.get().uri("/api/whoami").retrieve().body(String.class))
                .contains("\"service\":\"storefront\"")
                .contains("\"port\":" + port);
    }

    @Test
    void faultsOnDemandAreThereOnlyWithTheirProfile() {
        ResponseEntity<String> answer =
                http.post().uri("/api/chaos/error?percent=100").retrieve().toEntity(String.class);

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
    }

    private ResponseEntity<String> ask(String query) {
        return http.get().uri("/api/storefront/orders" + query).retrieve().toEntity(String.class);
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
