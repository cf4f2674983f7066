package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.test.FaultProxy.Direction;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the proxy swallows, holds back, delays and cuts in the middle. */
class FaultProxyLossTest extends FaultProxyRules {

    FaultProxyLossTest() throws IOException {}

    @Test
    void swallowsOneDirectionAloneAndResetsWhatHasLostBytes() throws IOException {
        Pair lossy = connected();
        Pair idle = connected();

        proxy.swallow(Direction.TO_CLIENT);
        write(lossy.client(), "question");
        assertThat(read(lossy.server(), 8)).isEqualTo("question");
        write(lossy.server(), "answer");
        until(() -> proxy.swallowed(Direction.TO_CLIENT) == 6);
        proxy.heal();

        isReset(lossy.client());
        isWhole(idle);
    }

    /** Bytes are swallowed and the fault ends at the same time: a connection must not stay open and silent. */
    @Test
    void healsAfterALossIsMarkedAndNotBetween() throws Exception {
        CountDownLatch deciding = new CountDownLatch(1);
        CountDownLatch decided = new CountDownLatch(1);
        Socket client = client();
        ProxiedConnection connection = new ProxiedConnection(proxy, client) {
            @Override
            void markLost() {
                deciding.countDown();
                await(decided);
                super.markLost();
            }
        };
        proxy.opened(connection);
        proxy.swallow(Direction.TO_CLIENT);

        Thread pumping = new Thread(() -> proxy.swallows(Direction.TO_CLIENT, connection));
        pumping.start();
        deciding.await();
        Thread healing = new Thread(proxy::heal);
        healing.start();
        until(() -> healing.getState() == Thread.State.BLOCKED || healing.getState() == Thread.State.TERMINATED);
        decided.countDown();
        pumping.join();
        healing.join();

        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void swallowsTheEndOfAStreamToo() throws IOException {
        Pair pair = connected();
        proxy.swallow(Direction.TO_SERVER);

        write(pair.client(), "last words");
        pair.client().shutdownOutput();
        until(() -> proxy.swallowed(Direction.TO_SERVER) == 10);
        write(pair.server(), "still there");

        assertThat(read(pair.client(), 11)).isEqualTo("still there");
    }

    @Test
    void holdsBackAndDeliversWhenItHeals() throws IOException {
        Pair pair = connected();
        proxy.hold(Direction.TO_SERVER);

        write(pair.client(), "question");
        // the other direction shows that the connection is alive
        write(pair.server(), "answer");
        assertThat(read(pair.client(), 6)).isEqualTo("answer");
        assertThat(proxy.forwarded(Direction.TO_SERVER)).isZero();
        proxy.heal();

        assertThat(read(pair.server(), 8)).isEqualTo("question");
    }

    @Test
    void losesWhatItHeldWhenItIsCut() throws IOException {
        Pair pair = connected();
        proxy.hold(Direction.TO_SERVER);

        write(pair.client(), "question");
        proxy.cut();

        isReset(pair.server());
    }

    @Test
    void delays() throws IOException {
        Pair pair = connected();
        proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(60));

        long written = System.nanoTime();
        write(pair.server(), "answer");
        assertThat(read(pair.client(), 6)).isEqualTo("answer");

        assertThat(System.nanoTime() - written).isGreaterThanOrEqualTo(60_000_000L);
    }

    @Test
    void delaysOneDirectionAlone() throws IOException {
        Pair pair = connected();
        proxy.delay(Direction.TO_CLIENT, Duration.ofDays(1));

        write(pair.client(), "question");

        assertThat(read(pair.server(), 8)).isEqualTo("question");
    }

    @Test
    void forgetsADelayWhenItHeals() throws IOException {
        Pair pair = connected();
        proxy.delay(Direction.TO_CLIENT, Duration.ofDays(1));

        write(pair.server(), "answer");
        proxy.heal();

        assertThat(read(pair.client(), 6)).isEqualTo("answer");
    }

    @Test
    void cutsEachConnectionAfterSoManyBytes() throws IOException {
        Pair before = connected();
        write(before.server(), "1234");
        assertThat(read(before.client(), 4)).isEqualTo("1234");

        proxy.cutAfter(Direction.TO_CLIENT, 3);
        for (Pair pair : List.of(before, connected())) {
            write(pair.server(), "answer");

            assertThat(read(pair.client(), 3)).isEqualTo("ans");
            isReset(pair.client());
        }
        proxy.heal();
        isWhole(connected());
    }
}
