package io.haplatform.spring.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.spring.support.Callers;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.TestClient;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunctions;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** How attempts end that are no simple success and no simple failure, for reactive clients. */
@Execution(ExecutionMode.CONCURRENT) // they mostly wait
class ReactiveAnswersTest {

    private static final Duration ATTEMPT = Callers.ATTEMPT;
    private final Callers callers = new Callers(Callers.POLICY, List.of());

    @BeforeAll
    static void warmUp() throws Exception {
        TestClient.warmUp();
    }

    @AfterEach
    void stop() {
        callers.close();
    }

    private WebClient client() {
        return WebClient.builder()
                .clientConnector(TestClient.nettyConnector())
                .filter(TestClient.filter(callers))
                .build();
    }

    @Test
    void anAttemptIsInFlightUntilItsBodyHasBeenRead() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        try (LittleServer server = LittleServer.inHalves(finish)) {
            callers.register("a", server.port());
            Mono<String> body = client().post().uri("http://orders/").exchangeToMono(answer -> {
                assertThat(callers.inFlight()).isEqualTo(1);
                finish.countDown();
                return answer.bodyToMono(String.class);
            });
            assertThat(body.block()).isEqualTo("halfhalf");
            callers.awaitEnds();
            assertThat(callers.attempts).containsExactly("a:SUCCESS");
        }
    }

    @Test
    void aCancelBeforeTheAnswerEndsTheAttemptAtOnceAndClosesTheConnection() throws Exception {
        try (LittleServer server = LittleServer.of(exchange -> {
            exchange.awaitClose();
            return false;
        })) {
            callers.register("a", server.port());
            Disposable call = client().get()
                    .uri("http://orders/")
                    .retrieve()
                    .toBodilessEntity()
                    .subscribe();
            Callers.await(() -> server.requests().size() == 1);
            assertThat(callers.inFlight()).isEqualTo(1);
            call.dispose();
            assertThat(callers.inFlight()).isZero();
            assertThat(callers.attempts).containsExactly("a:IGNORED");
            assertThat(callers.ends).containsExactly("IGNORED");
            Callers.await(() -> server.connections() == 0);
        }
    }

    @Test
    void aCancelInTheMiddleOfTheBodyEndsTheAttempt() throws Exception {
        try (LittleServer server = LittleServer.of(exchange -> {
            exchange.send(LittleServer.head(200, 1_000_000) + "some");
            exchange.hang();
            return false;
        })) {
            callers.register("a", server.port());
            CountDownLatch some = new CountDownLatch(1);
            Disposable call = client().get()
                    .uri("http://orders/")
                    .retrieve()
                    .bodyToFlux(DataBuffer.class)
                    .subscribe(buffer -> some.countDown());
            some.await();
            call.dispose();
            callers.awaitEnds();
            assertThat(callers.attempts).containsExactly("a:IGNORED");
        }
    }

    @Test
    void manyCancelsLeaveNothingInFlight() throws Exception {
        try (LittleServer slow = LittleServer.of(exchange -> {
            exchange.pause(5);
            exchange.send(LittleServer.head(200, 4) + "slow");
            return true;
        })) {
            callers.register("a", slow.port());
            WebClient client = client();
            List<Disposable> calls = IntStream.range(0, 300)
                    .mapToObj(i -> client.get()
                            .uri("http://orders/" + i)
                            .retrieve()
                            .bodyToMono(String.class)
                            .timeout(Duration.ofMillis(1 + i % 15))
                            .onErrorResume(e -> Mono.empty())
                            .subscribe())
                    .toList();
            Callers.await(() -> calls.stream().allMatch(Disposable::isDisposed));
            // a call that was cancelled before it began is none
            int begun = callers.balancers.of("orders").begun();
            assertThat(begun).isBetween(200, 300);
            Callers.await(() -> callers.ends.size() == begun);
            assertThat(callers.attempts).hasSize(begun);
            assertThat(callers.inFlight()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/event-stream"})
    void anAnswerThatNobodyReadsEndsWithItsTime(String type) throws Exception {
        try (LittleServer server = LittleServer.endless("Content-Type: " + type)) {
            callers.register("a", server.port());
            ClientRequest request = ClientRequest.create(HttpMethod.POST, URI.create("http://orders/"))
                    .build();
            ClientResponse forgotten = TestClient.filter(callers)
                    .filter(request, ExchangeFunctions.create(TestClient.nettyConnector()))
                    .block();
            assertThat(forgotten).isNotNull();
            assertThat(callers.inFlight()).isEqualTo(1);
            callers.awaitEnds();
            assertThat(callers.attempts).containsExactly("a:IGNORED");
            Callers.await(() -> server.connections() == 0);
        }
    }

    @Test
    void anEventStreamLivesLongerThanAnAttemptMay() throws Exception {
        try (LittleServer server = LittleServer.of(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
            for (int i = 0; i < 5 && !exchange.pause(ATTEMPT.toMillis() / 3); i++) {
                exchange.send("data: " + i + "\n\n");
            }
            return false;
        })) {
            callers.register("a", server.port());
            List<String> events = client().get()
                    .uri("http://orders/")
                    .retrieve()
                    .bodyToFlux(String.class)
                    .collectList()
                    .block();
            assertThat(events).containsExactly("0", "1", "2", "3", "4");
            assertThat(callers.attempts).containsExactly("a:SUCCESS");
        }
    }

    @Test
    void eachSubscriptionIsACallOfItsOwn() throws Exception {
        try (LittleServer server = LittleServer.answering(200, "well")) {
            callers.register("a", server.port());
            Mono<String> call = client().get().uri("http://orders/").retrieve().bodyToMono(String.class);
            assertThat(call.block()).isEqualTo("well");
            assertThat(call.block()).isEqualTo("well");
            assertThat(callers.attempts).containsExactly("a:SUCCESS", "a:SUCCESS");
        }
    }

    @Test
    void aTimeoutComesAsTheExceptionThatWebClientsThrow() throws Exception {
        try (LittleServer server = LittleServer.hanging()) {
            callers.register("a", server.port());
            assertThatThrownBy(() -> client().get()
                            .uri("http://orders/")
                            .retrieve()
                            .toBodilessEntity()
                            .block())
                    .isInstanceOf(WebClientRequestException.class)
                    .hasCauseInstanceOf(HttpTimeoutException.class)
                    .hasMessageContaining("Instance 'a' of service 'orders' at 127.0.0.1:" + server.port()
                            + " has not answered within 2000ms");
        }
    }
}
