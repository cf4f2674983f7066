package io.haplatform.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RequestGateTest {

    private final ManualTime time = new ManualTime();
    private final RequestGate gate = new RequestGate(time);

    @Test
    void countsExactlyUnderContention() throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                awaitQuietly(start);
                for (int n = 0; n < 20_000; n++) {
                    gate.enter();
                    if (n % 2 == 0) {
                        gate.leave();
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(gate.inFlight()).isEqualTo(8 * 10_000);
    }

    @Test
    void whoeverClosesItAndSeesNobodyInFlightHasMissedNobody() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            RequestGate racing = new RequestGate(time);
            CountDownLatch start = new CountDownLatch(1);
            AtomicInteger inside = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Thread thread = new Thread(() -> {
                    awaitQuietly(start);
                    if (racing.enter()) {
                        inside.incrementAndGet();
                    }
                });
                thread.start();
                threads.add(thread);
            }
            start.countDown();
            racing.moveTo(RequestGate.State.CLOSED);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(racing.inFlight()).isEqualTo(inside.get());
        }
    }

    @Test
    void aRefusedRequestIsNoSignOfTraffic() {
        gate.moveTo(RequestGate.State.CLOSED);
        time.advance(Duration.ofSeconds(2));

        assertThat(gate.enter()).isFalse();
        assertThat(gate.quietNanos()).isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(gate.inFlight()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
