package io.haplatform.spring.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.spring.blocking.Transports;
import io.haplatform.spring.support.Callers;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.TestClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;

/** What is sent a second time is what was sent the first time. */
class SentBodyTest {

    private final Callers callers = new Callers(Callers.POLICY, List.of());
    private final Transports transports = new Transports(callers.time);

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
}
