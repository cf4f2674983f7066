package io.haplatform.demo.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.haplatform.demo.process.DemoFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest(name = "status {0} answers: {1}")
    @CsvSource({"200, true", "503, false", "404, false"})
    void takesOnly200ForReady(int status, boolean answers) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        server.createContext("/health/ready", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/health/ready");

            assertThat(Probe.http(client, uri).answers()).isEqualTo(answers);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void takesARefusedConnectionForNotYet() throws Exception {
        int port = freePort();

        assertThat(Probe.http(client, URI.create("http://127.0.0.1:" + port + "/"))
                        .answers())
                .isFalse();
        assertThat(Probe.tcp("127.0.0.1", port).answers()).isFalse();
        assertThat(Probe.redis("127.0.0.1", port).answers()).isFalse();
    }

    @ParameterizedTest(name = "{0}: a Redis answers: {1}")
    @CsvSource({"+PONG, true", "-NOAUTH Authentication required., true", "HTTP/1.1 400 Bad Request, false", "'', false"
    })
    void knowsARedisByItsAnswer(String answer, boolean redis) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answerOnce(server, answer));
            answering.start();

            assertThat(Probe.redis("127.0.0.1", server.getLocalPort()).answers())
                    .isEqualTo(redis);
            answering.join();
        }
    }

    @Test
    void saysWhereNoRedisAnswers() throws Exception {
        int port = freePort();

        assertThatThrownBy(() -> RedisLocation.parse("redis://user:secret@127.0.0.1:" + port + "/3")
                        .requireReachable())
                .isInstanceOf(DemoFailure.class)
                .hasMessage("no Redis answers at 127.0.0.1:" + port + ", the address given with --redis; start it, or"
                        + " leave the option out to use the one that is built in");
    }

    private static void answerOnce(ServerSocket server, String answer) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().readNBytes("PING\r\n".length());
            socket.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
