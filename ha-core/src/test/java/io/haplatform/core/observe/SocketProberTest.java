package io.haplatform.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.observe.Prober.Answer;
import io.haplatform.core.observe.Prober.Answer.Kind;
import io.haplatform.core.time.SystemTime;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketProberTest {

    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(150);

    private final SystemTime time = new SystemTime("test");
    private final SocketProber prober = new SocketProber(time);
    private final List<ServerSocket> servers = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
        time.close();
    }

    @Test
    void anyHttpAnswerIsASignOfLife() throws Exception {
        for (String status : List.of("200", "404", "503")) {
            int port = server("HTTP/1.1 " + status + " \r\nContent-Length: 0\r\n\r\n");
            assertThat(probe(port, PATIENT)).isEqualTo(new Answer(Kind.ANSWERED, "it answers with HTTP " + status));
        }
    }

    @Test
    void asksForTheLivenessOfTheProcess() throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        ServerSocket server = listen();
        serve(server, socket -> {
            asked.complete(head(socket));
            write(socket, "HTTP/1.1 200 OK\r\n\r\n");
        });

        probe(server.getLocalPort(), PATIENT);

        assertThat(asked.get(10, TimeUnit.SECONDS))
                .startsWith("GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort() + "\r\n")
                .contains("Connection: close\r\n");
    }

    @Test
    void aClosedPortIsRefused() throws Exception {
        int port = closedPort();

        assertThat(probe(port, PATIENT))
                .isEqualTo(new Answer(Kind.REFUSED, "connection to 127.0.0.1:" + port + " refused"));
    }

    @Test
    void whoOnlyKnocksIsToldOfARefusalAndOfNothingElse() throws Exception {
        int port = closedPort();
        ServerSocket server = listen();
        CompletableFuture<String> asked = new CompletableFuture<>();
        serve(server, socket -> asked.complete(head(socket)));

        assertThat(refusal("127.0.0.1", port)).contains("connection to 127.0.0.1:" + port + " refused");
        assertThat(refusal("127.0.0.1", server.getLocalPort())).isEmpty();
        assertThat(refusal("no-such-host.invalid", 80)).isEmpty();
        assertThat(asked.get(10, TimeUnit.SECONDS)).as("what is said").isEmpty();
    }

    private Optional<String> refusal(String host, int port) throws Exception {
        return prober.refusal(host, port, PATIENT).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsSilent() throws Exception {
        int port = listen().getLocalPort();

        assertThat(probe(port, SHORT))
                .isEqualTo(new Answer(Kind.SILENT, "no answer from 127.0.0.1:" + port + " within 150 ms"));
    }

    @Test
    void aServerThatClosesWithoutAWordIsSilent() throws Exception {
        ServerSocket server = listen();
        serve(server, SocketProberTest::head);

        assertThat(probe(server.getLocalPort(), PATIENT).kind()).isEqualTo(Kind.SILENT);
    }

    @Test
    void aServerThatResetsIsSilent() throws Exception {
        ServerSocket server = listen();
        serve(server, socket -> {
            socket.setSoLinger(true, 0);
            socket.getInputStream().read();
        });

        assertThat(probe(server.getLocalPort(), PATIENT).kind()).isEqualTo(Kind.SILENT);
    }

    @Test
    void whatSpeaksNoHttpAnswersAllTheSame() throws Exception {
        assertThat(probe(server("SSH-2.0-OpenSSH_9.2\r\n"), PATIENT))
                .isEqualTo(new Answer(Kind.ANSWERED, "it answers, not in HTTP"));
        assertThat(probe(server("hi"), PATIENT).kind())
                .as("two bytes and the end")
                .isEqualTo(Kind.ANSWERED);
    }

    @Test
    void anAnswerThatStopsInTheMiddleIsOne() throws Exception {
        ServerSocket server = listen();
        CompletableFuture<Boolean> probed = new CompletableFuture<>();
        serve(server, socket -> {
            write(socket, "HTT");
            probed.join();
        });

        assertThat(probe(server.getLocalPort(), Duration.ofSeconds(1)).kind()).isEqualTo(Kind.ANSWERED);
        probed.complete(true);
    }

    @Test
    void aTlsServerAnswersEvenWhenItCannotAgree() throws Exception {
        SSLContext withoutCertificate = SSLContext.getInstance("TLS");
        withoutCertificate.init(null, null, null);
        ServerSocket server =
                withoutCertificate.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        servers.add(server);
        serve(server, socket -> socket.getInputStream().read());

        assertThat(probe(overTls(server), PATIENT)).isEqualTo(new Answer(Kind.ANSWERED, "it answers over TLS"));
    }

    @Test
    void saysHelloInTheWayOfTls() throws Exception {
        CompletableFuture<Integer> first = new CompletableFuture<>();
        ServerSocket server = listen();
        serve(server, socket -> {
            first.complete(socket.getInputStream().read());
            write(socket, "\u0015");
        });

        Answer answer = probe(overTls(server), PATIENT);

        assertThat(answer.kind()).isEqualTo(Kind.ANSWERED);
        assertThat(first.get(10, TimeUnit.SECONDS)).as("a handshake record").isEqualTo(22);
    }

    @Test
    void findsAHostByItsName() throws Exception {
        int port = server("HTTP/1.1 200 \r\n\r\n");

        assertThat(probe(instance("localhost", port), PATIENT).kind()).isEqualTo(Kind.ANSWERED);
    }

    @Test
    void aNameThatDoesNotExistIsSilence() throws Exception {
        Answer answer = probe(instance("no-such-host.invalid", 80), PATIENT);

        assertThat(answer).isEqualTo(new Answer(Kind.SILENT, "host name no-such-host.invalid is not known"));
    }

    @Test
    void anAddressThatThisMachineCannotUseIsSilenceAndTheNextIsAsked() throws Exception {
        // of IPv6, where a JVM has none; a port out of range of the system, where it has: neither is an IOException
        Answer answer = probe(instance("fe80::1%nowhere", 80), PATIENT);
        assertThat(answer.kind()).isEqualTo(Kind.SILENT);

        int port = server("HTTP/1.1 200 \r\n\r\n");
        assertThat(probe(port, PATIENT).kind()).isEqualTo(Kind.ANSWERED);
    }

    @Test
    void whatOnlyLooksLikeAnAddressIsLookedUpElsewhere() throws Exception {
        Answer answer = probe(instance("256.1.1.1", 80), PATIENT);

        assertThat(answer.kind()).isEqualTo(Kind.SILENT);
    }

    @Test
    void manyAtOnceDoNotHoldEachOtherUp() throws Exception {
        int silent = listen().getLocalPort();
        int good = server("HTTP/1.1 200 \r\n\r\n");
        int gone = closedPort();
        List<CompletableFuture<Answer>> silences = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            CompletionStage<Answer> silence = prober.probe(instance("127.0.0.1", silent), PATIENT);
            silences.add(silence.toCompletableFuture());
        }

        assertThat(probe(good, PATIENT).kind()).isEqualTo(Kind.ANSWERED);
        assertThat(probe(gone, PATIENT).kind()).isEqualTo(Kind.REFUSED);
        assertThat(silences).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void asksAgainAfterAllHaveEnded() throws Exception {
        int good = server("HTTP/1.1 200 \r\n\r\n");
        for (int i = 0; i < 200; i++) {
            assertThat(probe(good, PATIENT).kind()).isEqualTo(Kind.ANSWERED);
        }
    }

    private Answer probe(int port, Duration timeout) throws Exception {
        return probe(instance("127.0.0.1", port), timeout);
    }

    private Answer probe(Instance instance, Duration timeout) throws Exception {
        return prober.probe(instance, timeout).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static Instance instance(String host, int port) {
        return up(Registration.up(new InstanceKey("orders", "a"), "1", host, port, Instant.EPOCH));
    }

    private static Instance overTls(ServerSocket server) {
        return up(new Registration(
                new InstanceKey("orders", "a"),
                "1",
                "127.0.0.1",
                server.getLocalPort(),
                "https",
                0,
                100,
                "",
                "",
                "",
                List.of(),
                Map.of(),
                Status.UP,
                "",
                Instant.EPOCH,
                Instant.EPOCH));
    }

    private static Instance up(Registration registration) {
        return new Instance(registration, null, List.of(), Status.UP, "");
    }

    private int server(String answer) throws IOException {
        ServerSocket server = listen();
        serve(server, socket -> {
            head(socket);
            write(socket, answer);
        });
        return server.getLocalPort();
    }

    private ServerSocket listen() throws IOException {
        ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        servers.add(server);
        return server;
    }

    private static int closedPort() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return gone.getLocalPort();
        }
    }

    private interface Conversation {
        void with(Socket socket) throws IOException;
    }

    private static void serve(ServerSocket server, Conversation conversation) {
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    conversation.with(socket);
                } catch (IOException e) {
                    // the next one
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }
}
