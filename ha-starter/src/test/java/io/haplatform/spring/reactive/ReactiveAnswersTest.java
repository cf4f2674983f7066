package io.haplatform.spring.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.call.CallPolicy;
import io.haplatform.spring.blocking.Transports;
import io.haplatform.spring.support.Callers;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.TestClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunctions;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How attempts end that are no simple success and no simple failure, for reactive clients. */
@Execution(ExecutionMode.CONCURRENT) // they mostly wait
class ReactiveAnswersTest {

    private static final Duration ATTEMPT = Duration.ofSeconds(2);
    private static final CallPolicy POLICY = new CallPolicy(
            Duration.ofSeconds(1),
            ATTEMPT,
            Duration.ofSeconds(20),
            3,
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            0.2,
            10,
            Set.of("GET", "PUT"),
            Set.of(503),
            "Idempotency-Key");

    private final Callers callers = new Callers(POLICY, List.of());
    private final Transports transports = new Transports(callers.time);

    @BeforeAll
    static void warmUp() throws Exception {
        TestClient.warmUp();
    }

    @AfterEach
    void stop() {
        transports.close();
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
        try (LittleServer server = LittleServer.of(exchange -> {
            exchange.send(LittleServer.head(200, 8) + "half");
            finish.await();
            exchange.send("half");
            return true;
        })) {
            callers.register("a", server.port());
            Mono<String> body = client().post().uri("http://orders/").exchangeToMono(answer -> {
                assertThat(callers.inFlight()).isEqualTo(1);
                finish.countDown();
                return answer.bodyToMono(String.class);
            });
            assertThat(body.block()).isEqualTo("halfhalf");
            Callers.await(() -> callers.inFlight() == 0);
            assertThat(callers.attempts).containsExactly("a:SUCCESS");
        }
    }

    @Test
    void aCancelBeforeTheAnswerEndsTheAttemptAtOnceAndClosesTheConnection() throws Exception {
        try (LittleServer server = LittleServer.of(exchange -> {
            exchange.hang();
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
            Callers.await(() -> callers.inFlight() == 0);
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
        try (LittleServer server = LittleServer.of(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\n");
            while (!exchange.pause(20)) {
                exchange.send("more");
            }
            return false;
        })) {
            callers.register("a", server.port());
            ClientRequest request = ClientRequest.create(HttpMethod.POST, URI.create("http://orders/"))
                    .build();
            ClientResponse forgotten = TestClient.filter(callers)
                    .filter(request, ExchangeFunctions.create(TestClient.nettyConnector()))
                    .block();
            assertThat(forgotten).isNotNull();
            assertThat(callers.inFlight()).isEqualTo(1);
            Callers.await(() -> callers.inFlight() == 0);
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
    void anAnswerOfUnknownLengthArrivesWholeAndInOrderHoweverLongItIs() throws Exception {
        String chunks = IntStream.range(0, 300)
                .mapToObj(i -> "3e8\r\n" + String.format("%04d", i).repeat(250) + "\r\n")
                .collect(Collectors.joining());
        try (LittleServer server = LittleServer.of(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n");
            return true;
        })) {
            callers.register("a", server.port());
            String all = DataBufferUtils.join(
                            client().get().uri("http://orders/").retrieve().bodyToFlux(DataBuffer.class))
                    .map(buffer -> buffer.toString(StandardCharsets.US_ASCII))
                    .block();
            assertThat(all).hasSize(300_000).contains("0063".repeat(250) + "0064".repeat(250) + "0065".repeat(250));
            Callers.await(() -> callers.inFlight() == 0);
            assertThat(callers.attempts).containsExactly("a:SUCCESS");
        }
    }

    @Test
    void anAnswerThatWasReadAheadNeedsNoReader() throws Exception {
        try (LittleServer server = LittleServer.answering(200, "well")) {
            callers.register("a", server.port());
            ClientRequest request = ClientRequest.create(HttpMethod.GET, URI.create("http://orders/"))
                    .build();
            ClientResponse forgotten = Objects.requireNonNull(TestClient.filter(callers)
                    .filter(request, ExchangeFunctions.create(TestClient.nettyConnector()))
                    .block());
            assertThat(callers.inFlight()).isZero();
            assertThat(callers.attempts).containsExactly("a:SUCCESS");
            assertThat(forgotten.bodyToMono(String.class).block()).isEqualTo("well");
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

    @ParameterizedTest
    @EnumSource(names = {"WEB_CLIENT_NETTY", "WEB_CLIENT_JDK"})
    void aBodyOfMoreThan64KilobytesIsNotSentTwice(TestClient client) throws Exception {
        String small = "x".repeat(64 * 1024);
        try (LittleServer busy = LittleServer.answering(503, "busy");
                LittleServer well = LittleServer.answering(200, "well")) {
            callers.register("a", busy.port());
            callers.register("b", well.port());
            TestClient.Requests requests = client.over(callers, transports);
            assertThat(requests.send(HttpMethod.PUT, "/", small).status()).isEqualTo(200);
            assertThat(well.requests().get(0).body()).isEqualTo(small);
            assertThat(well.requests().get(0).header("Content-Type")).startsWith("text/plain");
            assertThat(requests.send(HttpMethod.PUT, "/", small + "x").status()).isEqualTo(503);
            assertThat(callers.attempts).containsExactly("a:STATUS(503)", "b:SUCCESS", "a:STATUS(503)");
        }
    }

    @Test
    void aBodyThatCanBeAskedForOnlyOnceIsSentAgainFromWhatWasKept() throws Exception {
        try (LittleServer busy = LittleServer.answering(503, "busy");
                LittleServer well = LittleServer.answering(200, "well")) {
            callers.register("a", busy.port());
            callers.register("b", well.port());
            Flux<DataBuffer> once = Flux.just("one ", "two ", "three")
                    .map(text -> (DataBuffer)
                            DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8)))
                    .publish()
                    .autoConnect();
            String answer = client().put()
                    .uri("http://orders/")
                    .body(BodyInserters.fromDataBuffers(once))
                    .retrieve()
                    .bodyToMono(String.class)
                    .block();
            assertThat(answer).isEqualTo("well");
            assertThat(busy.requests().get(0).body()).isEqualTo("one two three");
            assertThat(well.requests().get(0).body()).isEqualTo("one two three");
        }
    }

    @Test
    void aBodyOfWhichNothingWasSentGoesElsewhereHoweverLongItIs() throws Exception {
        String big = "0123456789".repeat(100_000);
        try (LittleServer well = LittleServer.answering(200, "well")) {
            callers.register("a", LittleServer.deadPort());
            callers.register("b", well.port());
            String answer = client().post()
                    .uri("http://orders/")
                    .bodyValue(big)
                    .retrieve()
                    .bodyToMono(String.class)
                    .block();
            assertThat(answer).isEqualTo("well");
            assertThat(well.requests().get(0).body()).isEqualTo(big);
            assertThat(callers.attempts).containsExactly("a:REFUSED", "b:SUCCESS");
        }
    }

    @Test
    void aPlainBuilderGetsAConnectTimeoutSoThatAPostGoesElsewhere() throws Exception {
        // a listener whose queue is full answers no further connection
        List<Socket> queued = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LittleServer well = LittleServer.answering(200, "well")) {
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket();
                queued.add(socket);
                try {
                    socket.connect(full.getLocalSocketAddress(), 100);
                } catch (SocketTimeoutException e) {
                    break;
                }
            }
            callers.register("a", full.getLocalPort());
            callers.register("b", well.port());
            WebClient.Builder plain = WebClient.builder();
            NettyConnectTimeout.apply(plain, Duration.ofMillis(500));
            String answer = plain.filter(TestClient.filter(callers))
                    .build()
                    .post()
                    .uri("http://orders/")
                    .bodyValue("body")
                    .retrieve()
                    .bodyToMono(String.class)
                    .block();
            assertThat(answer).isEqualTo("well");
            assertThat(callers.attempts).containsExactly("a:UNREACHABLE", "b:SUCCESS");
        } finally {
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }

    @Test
    void aConnectorOfTheApplicationsOwnStays() {
        ClientHttpConnector own = TestClient.nettyConnector();
        WebClient.Builder builder = WebClient.builder().clientConnector(own);
        NettyConnectTimeout.apply(builder, Duration.ofMillis(500));
        assertThat(NettyConnectTimeout.connector(builder)).isSameAs(own);
    }

    @Test
    void aTimeoutComesAsTheExceptionThatWebClientsThrow() throws Exception {
        try (LittleServer server = LittleServer.of(exchange -> {
            exchange.hang();
            return false;
        })) {
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
