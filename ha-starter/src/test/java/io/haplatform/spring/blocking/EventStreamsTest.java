package io.haplatform.spring.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.spring.support.Callers;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.TestClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** Answers without an end, for blocking clients: as long as somebody reads, no time counts. */
@Execution(ExecutionMode.CONCURRENT) // they mostly wait
class EventStreamsTest {

    private final Callers callers = new Callers(Callers.POLICY, List.of());
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

    @ParameterizedTest
    @EnumSource(
            names = {"WEB_CLIENT_NETTY", "WEB_CLIENT_JDK"},
            mode = EnumSource.Mode.EXCLUDE)
    void anEventStreamMayBeSilentForLongerThanAnAttemptMayTake(TestClient client) throws Exception {
        try (LittleServer server = LittleServer.of(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            exchange.send("6\r\ndata:");
            exchange.pause(Callers.ATTEMPT.toMillis() * 5 / 4);
            exchange.send(" \r\n3\r\n1\n\n\r\n0\r\n\r\n");
            return true;
        })) {
            callers.register("a", server.port());
            assertThat(client.over(callers, transports).get("/").body()).isEqualTo("data: 1\n\n");
            assertThat(callers.attempts).containsExactly("a:SUCCESS");
        }
    }

    static List<ClientHttpRequestFactory> factories() {
        return List.of(
                new JdkClientHttpRequestFactory(),
                new HttpComponentsClientHttpRequestFactory(),
                new SimpleClientHttpRequestFactory());
    }

    private RestClient over(ClientHttpRequestFactory factory) {
        return RestClient.builder()
                .requestFactory(factory)
                .requestInterceptor(TestClient.interceptor(callers, transports))
                .build();
    }

    /** One event, and then silence until the caller has gone. */
    private static LittleServer oneEvent() {
        return LittleServer.of(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            exchange.send("9\r\ndata: 1\n\n\r\n");
            exchange.awaitClose();
            return false;
        });
    }

    @ParameterizedTest
    @MethodSource("factories")
    void closedUnreadItIsNotReadOn(ClientHttpRequestFactory factory) throws Exception {
        try (LittleServer server = oneEvent()) {
            callers.register("a", server.port());
            over(factory).get().uri("http://orders/").exchange((request, answer) -> "closed unread");
            assertThat(callers.attempts).containsExactly("a:SUCCESS");
            Callers.await(() -> server.connections() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("factories")
    void closedByAnotherThreadItLeavesNoConnectionBehind(ClientHttpRequestFactory factory) throws Exception {
        try (LittleServer server = oneEvent()) {
            callers.register("a", server.port());
            CompletableFuture<InputStream> body = new CompletableFuture<>();
            CompletableFuture<Throwable> ended = new CompletableFuture<>();
            Thread reader =
                    new Thread(() -> over(factory).get().uri("http://orders/").exchange((request, answer) -> {
                        InputStream in = answer.getBody();
                        in.readNBytes(9);
                        body.complete(in);
                        try {
                            in.read();
                        } catch (IOException e) {
                            ended.complete(e);
                        }
                        return "";
                    }));
            reader.start();
            body.get(10, TimeUnit.SECONDS).close();
            callers.awaitEnds();
            Callers.await(() -> server.connections() == 0);
            assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            reader.join(10_000);
        }
    }
}
