package io.haplatform.spring.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.time.ManualTime;
import java.net.http.HttpClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/** What a client library is told, and what the application is told of that. */
@ExtendWith(OutputCaptureExtension.class)
class TransportsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Transports transports = new Transports(new ManualTime());

    @AfterEach
    void stop() {
        transports.close();
    }

    @Test
    void saysOnceThatJdkClientsAreCopiedAndWhatThatLoses(CapturedOutput output) {
        transports.of(new JdkClientHttpRequestFactory(), SECOND);
        transports.of(new JdkClientHttpRequestFactory(), SECOND);
        assertThat(output)
                .containsOnlyOnce("go by a copy with one of 1000ms; localAddress and priority cannot be read");
    }

    @Test
    void aJdkClientWithAConnectTimeoutOfItsOwnIsUsedAsItIs(CapturedOutput output) {
        HttpClient own = HttpClient.newBuilder().connectTimeout(SECOND).build();
        transports.of(new JdkClientHttpRequestFactory(own), SECOND);
        assertThat(output).doesNotContain("go by a copy");
    }
}
