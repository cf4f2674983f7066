package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.haplatform.test.FaultProxy.Direction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each test plays client and server: what one side writes, the other reads, or does not. */
@Timeout(20)
class FaultProxyTest {

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ServerSocket server = add(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    private final FaultProxy proxy = add(FaultProxy.to("127.0.0.1", server.getLocalPort()));

    FaultProxyTest() throws IOException {}

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void passesBytesBothWaysAndCountsThem() throws IOException {
        Pair pair = connected();

        write(pair.client, "question");
        assertThat(read(pair.server, 8)).isEqualTo("question");
        write(pair.server, "answer");
        assertThat(read(pair.client, 6)).isEqualTo("answer");

        until(() -> proxy.forwarded(Direction.TO_SERVER) == 8 && proxy.forwarded(Direction.TO_CLIENT) == 6);
        assertThat(proxy.accepted()).isEqualTo(1);
        assertThat(proxy.open()).isEqualTo(1);
    }

    @Test
    void passesTheEndOfEachDirectionByItself() throws IOException {
        Pair pair = connected();

        pair.client.shutdownOutput();
        assertThat(pair.server.getInputStream().read()).isEqualTo(-1);
        write(pair.server, "late");
        pair.server.close();

        assertThat(read(pair.client, 4)).isEqualTo("late");
        assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
        until(() -> proxy.open() == 0);
    }

    @Test
    void cutsWhatIsOpenAndLetsNewConnectionsPass() throws IOException {
        Pair pair = connected();

        proxy.cut();

        isReset(pair.client);
        isReset(pair.server);
        isWhole(connected());
        assertThat(proxy.accepted()).isEqualTo(2);
        assertThat(proxy.open()).isEqualTo(1);
    }

    @Test
    void refusesUntilItHeals() throws IOException {
        Pair pair = connected();

        proxy.refuse();
        proxy.refuse();

        isReset(pair.client);
        assertThatExceptionOfType(ConnectException.class).isThrownBy(this::client);
        assertThat(proxy.open()).isZero();
        proxy.heal();
        isWhole(connected());
    }

    @Test
    void swallowsOneDirectionAloneAndResetsWhatHasLostBytes() throws IOException {
        Pair lossy = connected();
        Pair idle = connected();

        proxy.swallow(Direction.TO_CLIENT);
        write(lossy.client, "question");
        assertThat(read(lossy.server, 8)).isEqualTo("question");
        write(lossy.server, "answer");
        until(() -> proxy.swallowed(Direction.TO_CLIENT) == 6);
        proxy.heal();

        isReset(lossy.client);
        isWhole(idle);
    }

    @Test
    void acceptsAndSwallowsThoughNoServerIsThere() throws IOException {
        server.close();

        proxy.blackhole();
        Socket client = client();
        write(client, "anybody?");

        until(() -> proxy.swallowed(Direction.TO_SERVER) == 8);
        proxy.heal();
        isReset(client);
    }

    @Test
    void resetsWhoFindsNoServer() throws IOException {
        server.close();

        isReset(client());
    }

    @Test
    void swallowsTheEndOfAStreamToo() throws IOException {
        Pair pair = connected();
        proxy.swallow(Direction.TO_SERVER);

        write(pair.client, "last words");
        pair.client.shutdownOutput();
        until(() -> proxy.swallowed(Direction.TO_SERVER) == 10);
        write(pair.server, "still there");

        assertThat(read(pair.client, 11)).isEqualTo("still there");
    }

    @Test
    void holdsBackAndDeliversWhenItHeals() throws IOException {
        Pair pair = connected();
        proxy.hold(Direction.TO_SERVER);

        write(pair.client, "question");
        // the other direction shows that the connection is alive
        write(pair.server, "answer");
        assertThat(read(pair.client, 6)).isEqualTo("answer");
        assertThat(proxy.forwarded(Direction.TO_SERVER)).isZero();
        proxy.heal();

        assertThat(read(pair.server, 8)).isEqualTo("question");
    }

    @Test
    void losesWhatItHeldWhenItIsCut() throws IOException {
        Pair pair = connected();
        proxy.hold(Direction.TO_SERVER);

        write(pair.client, "question");
        proxy.cut();

        isReset(pair.server);
    }

    @Test
    void delaysOneDirection() throws IOException {
        Pair pair = connected();
        proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(60));

        long written = System.nanoTime();
        write(pair.server, "answer");
        assertThat(read(pair.client, 6)).isEqualTo("answer");

        assertThat(System.nanoTime() - written).isGreaterThanOrEqualTo(60_000_000L);
        assertThat(proxy.forwarded(Direction.TO_SERVER)).isZero();
    }

    @Test
    void forgetsADelayWhenItHeals() throws IOException {
        Pair pair = connected();
        proxy.delay(Direction.TO_CLIENT, Duration.ofDays(1));

        write(pair.server, "answer");
        proxy.heal();

        assertThat(read(pair.client, 6)).isEqualTo("answer");
    }

    @Test
    void throttlesEachConnection() throws IOException {
        Pair pair = connected();
        proxy.throttle(Direction.TO_SERVER, 1_000);

        long written = System.nanoTime();
        write(pair.client, "x".repeat(100));
        assertThat(read(pair.server, 100)).hasSize(100);

        assertThat(System.nanoTime() - written).isGreaterThanOrEqualTo(100_000_000L);
    }

    @Test
    void cutsEachConnectionAfterSoManyBytes() throws IOException {
        Pair before = connected();
        write(before.server, "1234");
        assertThat(read(before.client, 4)).isEqualTo("1234");

        proxy.cutAfter(Direction.TO_CLIENT, 3);
        for (Pair pair : List.of(before, connected())) {
            write(pair.server, "answer");

            assertThat(read(pair.client, 3)).isEqualTo("ans");
            isReset(pair.client);
        }
        proxy.heal();
        isWhole(connected());
    }

    @Test
    void sendsNewConnectionsElsewhere() throws IOException {
        Pair pair = connected();
        try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            proxy.redirect("127.0.0.1", other.getLocalPort());

            isWhole(new Pair(client(), add(other.accept())));
            isWhole(pair);
        }
    }

    @Test
    void letsGoOfThePortWhenItIsClosed() throws IOException {
        Pair pair = connected();

        proxy.close();
        proxy.close();
        proxy.heal();

        isReset(pair.client);
        add(FaultProxy.to("127.0.0.1", server.getLocalPort(), proxy.port()));
        isWhole(connected());
    }

    private record Pair(Socket client, Socket server) {}

    private Pair connected() throws IOException {
        return new Pair(client(), add(server.accept()));
    }

    private Socket client() throws IOException {
        return add(new Socket(InetAddress.getLoopbackAddress(), proxy.port()));
    }

    private static void isWhole(Pair pair) throws IOException {
        write(pair.client, "ping");
        assertThat(read(pair.server, 4)).isEqualTo("ping");
        write(pair.server, "pong");
        assertThat(read(pair.client, 4)).isEqualTo("pong");
    }

    private static void isReset(Socket socket) {
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> socket.getInputStream().read())
                .withMessageContaining("reset");
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(Thread.currentThread().isInterrupted())
                    .as("ran out of time")
                    .isFalse();
        }
    }

    private <T extends AutoCloseable> T add(T resource) {
        opened.add(resource);
        return resource;
    }
}
