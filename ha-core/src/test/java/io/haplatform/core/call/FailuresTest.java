package io.haplatform.core.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.haplatform.core.call.Outcome.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FailuresTest {

    /** For a server that never answers. */
    private static final Duration SOON = Duration.ofMillis(300);

    /** For one that does something at once, however slow the machine. */
    private static final Duration NEVER = Duration.ofMinutes(1);

    private record Case(Throwable thrown, String expected) {}

    @TestFactory
    Stream<DynamicTest> knowsWhatTheJdkThrows() {
        return Stream.of(
                        new Case(new ConnectException("Connection refused"), "REFUSED"),
                        new Case(new ConnectException(), "REFUSED"),
                        new Case(new ConnectException("Connection timed out"), "UNREACHABLE"),
                        new Case(new NoRouteToHostException("No route to host"), "UNREACHABLE"),
                        new Case(new UnknownHostException("orders"), "UNREACHABLE"),
                        new Case(new UnresolvedAddressException(), "UNREACHABLE"),
                        new Case(new HttpConnectTimeoutException("HTTP connect timed out"), "UNREACHABLE"),
                        new Case(new SocketTimeoutException("Connect timed out"), "UNREACHABLE"),
                        new Case(new SocketTimeoutException("Read timed out"), "TIMEOUT"),
                        new Case(new SocketTimeoutException("connection timed out while reading"), "TIMEOUT"),
                        new Case(new SocketTimeoutException(), "TIMEOUT"),
                        new Case(new TimeoutException(), "TIMEOUT"),
                        new Case(new SocketException("Connection reset"), "RESET"),
                        new Case(new SocketException("Broken pipe"), "RESET"),
                        new Case(new IOException("Connection reset by peer"), "RESET"),
                        new Case(new IOException("HTTP/1.1 header parser received no bytes"), "RESET"),
                        new Case(new EOFException(), "RESET"),
                        new Case(new ClosedChannelException(), "RESET"),
                        new Case(new SSLHandshakeException("Remote host closed connection"), "ERROR"),
                        new Case(new IOException("something else"), "ERROR"),
                        new Case(new IllegalStateException("what else"), "ERROR"),
                        new Case(new InterruptedException(), "ignored"),
                        new Case(new InterruptedIOException(), "ignored"),
                        new Case(new ClosedByInterruptException(), "ignored"),
                        new Case(new CancellationException(), "ignored"),
                        new Case(new StackOverflowError(), "ignored"))
                .flatMap(c -> Stream.of(
                        c,
                        new Case(new CompletionException(new RuntimeException("wrapped", c.thrown())), c.expected())))
                .map(c -> DynamicTest.dynamicTest(c.thrown() + " is " + c.expected(), () -> assertThat(word(c.thrown()))
                        .isEqualTo(c.expected())));
    }

    @Test
    void getsOnWithAChainOfCausesThatIsARing() {
        Exception one = new Exception("one");
        Exception two = new Exception("two", one);
        one.initCause(two);

        assertThat(Failures.of(one)).isEqualTo(Kind.ERROR);
        assertThat(Failures.outcome(one)).isInstanceOf(Outcome.Failure.class);
    }

    @Test
    void keepsTheException() {
        IOException thrown = new IOException("x");

        assertThat(Failures.outcome(new UncheckedIOException(thrown)))
                .isInstanceOfSatisfying(
                        Outcome.Failure.class, f -> assertThat(f.cause()).hasCause(thrown));
    }

    @Test
    void knowsARealRefusal() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }

        assertThat(word(catchThrowable(() -> httpClient(port, NEVER)))).isEqualTo("REFUSED");
        assertThat(word(catchThrowable(() -> httpClientAsync(port, NEVER)))).isEqualTo("REFUSED");
        assertThat(word(catchThrowable(() -> urlConnection(port, NEVER)))).isEqualTo("REFUSED");
        assertThat(word(catchThrowable(() -> socket(port, NEVER)))).isEqualTo("REFUSED");
    }

    @Test
    void knowsAServerThatDoesNotAnswer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            int port = silent.getLocalPort();

            assertThat(word(catchThrowable(() -> httpClient(port, SOON)))).isEqualTo("TIMEOUT");
            assertThat(word(catchThrowable(() -> httpClientAsync(port, SOON)))).isEqualTo("TIMEOUT");
            assertThat(word(catchThrowable(() -> urlConnection(port, SOON)))).isEqualTo("TIMEOUT");
            assertThat(word(catchThrowable(() -> socket(port, SOON)))).isEqualTo("TIMEOUT");
        }
    }

    @Test
    void knowsAConnectionThatBreaks() throws Exception {
        try (ServerSocket breaking = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> breakEveryConnection(breaking));
            server.setDaemon(true);
            server.start();
            int port = breaking.getLocalPort();

            assertThat(word(catchThrowable(() -> httpClient(port, NEVER)))).isEqualTo("RESET");
            assertThat(word(catchThrowable(() -> httpClientAsync(port, NEVER)))).isEqualTo("RESET");
            assertThat(word(catchThrowable(() -> urlConnection(port, NEVER)))).isEqualTo("RESET");
            assertThat(word(catchThrowable(() -> socket(port, NEVER)))).isEqualTo("RESET");
        }
    }

    private static String word(Throwable thrown) {
        Outcome outcome = Failures.outcome(thrown);
        return outcome instanceof Outcome.Failure failure ? failure.kind().name() : "ignored";
    }

    private static void httpClient(int port, Duration limit) throws Exception {
        HttpClient.newHttpClient().send(request(port, limit), BodyHandlers.discarding());
    }

    private static void httpClientAsync(int port, Duration limit) throws ExecutionException, InterruptedException {
        HttpClient.newHttpClient()
                .sendAsync(request(port, limit), BodyHandlers.discarding())
                .get();
    }

    private static HttpRequest request(int port, Duration limit) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                .timeout(limit)
                .build();
    }

    private static void urlConnection(int port, Duration limit) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port).toURL().openConnection();
        connection.setConnectTimeout((int) limit.toMillis());
        connection.setReadTimeout((int) limit.toMillis());
        connection.getResponseCode();
    }

    private static void socket(int port, Duration limit) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) limit.toMillis());
            socket.setSoTimeout((int) limit.toMillis());
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            if (socket.getInputStream().read() < 0) {
                throw new EOFException();
            }
        }
    }

    /** Reads the beginning of a request and answers with a reset. */
    private static void breakEveryConnection(ServerSocket server) {
        while (true) {
            try (Socket socket = server.accept()) {
                socket.setSoLinger(true, 0);
                InputStream in = socket.getInputStream();
                in.read();
            } catch (IOException e) {
                return;
            }
        }
    }
}
