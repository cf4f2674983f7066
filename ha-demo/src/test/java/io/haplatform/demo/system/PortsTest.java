package io.haplatform.demo.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.demo.process.DemoFailure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void countsEveryPortFromTheBase() {
        Ports ports = new Ports(8080);

        assertThat(List.of(ports.admin(), ports.orders(1), ports.orders(2), ports.orders(3)))
                .containsExactly(8080, 8081, 8082, 8083);
        assertThat(List.of(ports.storefront(), ports.database(), ports.redis())).containsExactly(8090, 8089, 8079);
    }

    @Test
    void namesTheTakenPortWhoNeedsItAndABaseThatIsFree() {
        assertThatThrownBy(() -> new Ports(8080).requireFree(true, port -> port != 8082 && port != 9090))
                .isInstanceOf(DemoFailure.class)
                .hasMessage(
                        "port 8082 (needed by orders-2) is taken by another process; stop it, or move the whole demo"
                                + " with --port-base N, for example --port-base 10080");
    }

    @Test
    void namesAllTakenPortsAtOnce() {
        assertThatThrownBy(() -> new Ports(8080).requireFree(true, port -> port != 8079 && port != 8080))
                .hasMessageStartingWith("ports 8079 (needed by redis), 8080 (needed by admin) are taken");
    }

    @Test
    void needsNoPortForRedisWhenThereIsOne() {
        assertThatCode(() -> new Ports(8080).requireFree(false, port -> port != 8079))
                .doesNotThrowAnyException();
    }

    @Test
    void seesAListenerOnTheLoopbackInterfaceAlone() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int base = taken.getLocalPort() > 65000 ? taken.getLocalPort() - 10 : taken.getLocalPort();
            String who = base == taken.getLocalPort() ? "admin" : "storefront";

            assertThatThrownBy(() -> new Ports(base).requireFree(true))
                    .hasMessageContaining(taken.getLocalPort() + " (needed by " + who + ")");
        }
    }

    @Test
    void looksAtEveryPortItNeeds() {
        List<Integer> asked = new ArrayList<>();

        new Ports(8080).requireFree(true, asked::add);

        assertThat(asked).containsExactly(8079, 8080, 8081, 8082, 8083, 8089, 8090);
    }
}
