package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What the tests of the proxy share: one before a server of theirs, and short words for what comes through. */
@Timeout(20)
abstract class FaultProxyRules {

    final List<AutoCloseable> opened = new ArrayList<>();
    final ServerSocket server = add(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    final FaultProxy proxy = add(FaultProxy.to("127.0.0.1", server.getLocalPort()));

    FaultProxyRules() throws IOException {}

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    record Pair(Socket client, Socket server) {}

    Pair connected() throws IOException {
        return new Pair(client(), add(server.accept()));
    }

    Socket client() throws IOException {
        return add(new Socket(InetAddress.getLoopbackAddress(), proxy.port()));
    }

    boolean refuses() {
        try {
            client();
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static void isWhole(Pair pair) throws IOException {
        write(pair.client, "ping");
        assertThat(read(pair.server, 4)).isEqualTo("ping");
        write(pair.server, "pong");
        assertThat(read(pair.client, 4)).isEqualTo("pong");
    }

    static void isReset(Socket socket) {
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> socket.getInputStream().read())
                .withMessageContaining("reset");
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    static String read(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(Thread.currentThread().isInterrupted())
                    .as("ran out of time")
                    .isFalse();
        }
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    <T extends AutoCloseable> T add(T resource) {
        opened.add(resource);
        return resource;
    }
}
