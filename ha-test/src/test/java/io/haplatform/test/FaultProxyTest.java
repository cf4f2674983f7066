package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.haplatform.test.FaultProxy.Direction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each test plays client and server: what one side writes, the other reads, or does not. */
class FaultProxyTest extends FaultProxyRules {

    FaultProxyTest() throws IOException {}

    @Test
    void passesBytesBothWaysAndCountsThem() throws IOException {
        Pair pair = connected();

        write(pair.client(), "question");
        assertThat(read(pair.server(), 8)).isEqualTo("question");
        write(pair.server(), "answer");
        assertThat(read(pair.client(), 6)).isEqualTo("answer");

        until(() -> proxy.forwarded(Direction.TO_SERVER) == 8 && proxy.forwarded(Direction.TO_CLIENT) == 6);
        assertThat(proxy.accepted()).isEqualTo(1);
        assertThat(proxy.open()).isEqualTo(1);
    }

    @Test
    void passesTheEndOfEachDirectionByItself() throws IOException {
        Pair pair = connected();

        pair.client().shutdownOutput();
        assertThat(pair.server().getInputStream().read()).isEqualTo(-1);
        write(pair.server(), "late");
        pair.server().close();

        assertThat(read(pair.client(), 4)).isEqualTo("late");
        assertThat(pair.client().getInputStream().read()).isEqualTo(-1);
        until(() -> proxy.open() == 0);
    }

    @Test
    void cutsWhatIsOpenAndLetsNewConnectionsPass() throws IOException {
        Pair pair = connected();

        proxy.cut();

        isReset(pair.client());
        isReset(pair.server());
        isWhole(connected());
        assertThat(proxy.accepted()).isEqualTo(2);
        assertThat(proxy.open()).isEqualTo(1);
    }

    @Test
    void refusesUntilItHeals() throws IOException {
        Pair pair = connected();

        proxy.refuse();
        proxy.refuse();

        isReset(pair.client());
        assertThatExceptionOfType(ConnectException.class).isThrownBy(this::client);
        assertThat(proxy.open()).isZero();
        proxy.heal();
        isWhole(connected());
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

        isReset(pair.client());
        add(FaultProxy.to("127.0.0.1", server.getLocalPort(), proxy.port()));
        isWhole(connected());
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refusesInsteadOfTryingForEverWhenItCannotAccept() throws IOException {
        ServerSocket outOfFiles = add(new ServerSocket() {
            @Override
            public Socket accept() throws IOException {
                throw new SocketException("Too many open files");
            }
        });

        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            proxy.accept(outOfFiles);
        } finally {
            System.setErr(before);
        }

        assertThat(outOfFiles.isClosed()).isTrue();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("refuses connections", "Too many open files");
    }

    @Test
    void listensAgainWhenItHealsAfterItCouldNotAccept() throws IOException {
        Objects.requireNonNull(proxy.listener()).close();
        until(this::refuses);

        proxy.heal();

        isWhole(connected());
    }
}
