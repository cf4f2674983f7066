package io.haplatform.spring.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.spring.support.Callers;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.TestClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/** A WebClient without a connector of its own waits no longer for a connection than we say. */
class NettyConnectTimeoutTest {

    private final Callers callers = new Callers(Callers.POLICY, List.of());

    @AfterEach
    void stop() {
        callers.close();
    }

    @Test
    void aPlainBuilderGetsAConnectTimeoutSoThatAPostGoesElsewhere() throws Exception {
        try (LittleServer full = LittleServer.swallowing();
                LittleServer well = LittleServer.answering(200, "well")) {
            callers.register("a", full.port());
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
        }
    }

    @Test
    void aConnectorOfTheApplicationsOwnStays() {
        ClientHttpConnector own = TestClient.nettyConnector();
        WebClient.Builder builder = WebClient.builder().clientConnector(own);
        NettyConnectTimeout.apply(builder, Duration.ofMillis(500));
        assertThat(NettyConnectTimeout.connector(builder)).isSameAs(own);
    }
}
