package io.haplatform.spring.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.spring.support.Callers;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.TestClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunctions;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/** Answers of repeatable calls are read before anybody asks for them, as far as 64 KB. */
class ReadAheadTest {

    private final Callers callers = new Callers(Callers.POLICY, List.of());

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
            callers.awaitEnds();
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
    void theCallersContextReachesWhoeverIsBehindTheBody() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        ExchangeFilterFunction behind =
                (request, next) -> next.exchange(request).map(response -> response.mutate()
                        .body(body -> Flux.deferContextual(context -> {
                            seen.add(context.getOrDefault("user", "nobody"));
                            return body;
                        }))
                        .build());
        try (LittleServer server = LittleServer.answering(200, "well")) {
            callers.register("a", server.port());
            String answer = client().mutate()
                    .filter(behind)
                    .build()
                    .get()
                    .uri("http://orders/")
                    .retrieve()
                    .bodyToMono(String.class)
                    .contextWrite(Context.of("user", "ann"))
                    .block();
            assertThat(answer).isEqualTo("well");
            assertThat(seen).containsExactly("ann");
        }
    }

    @Test
    void aReaderThatHasEnoughAfterTheFirstPartLetsGoOfTheRest() throws Exception {
        try (LittleServer server = LittleServer.of(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (!exchange.pause(1)) {
                exchange.send("3e8\r\n" + "x".repeat(1000) + "\r\n");
            }
            return false;
        })) {
            callers.register("a", server.port());
            DataBuffer first = client().get()
                    .uri("http://orders/")
                    .retrieve()
                    .bodyToFlux(DataBuffer.class)
                    .next()
                    .block();
            assertThat(first).isNotNull();
            callers.awaitEnds();
            assertThat(callers.attempts).containsExactly("a:IGNORED");
            Callers.await(() -> server.connections() == 0);
        }
    }
}
