package io.haplatform.admin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.admin.AdminProperties;
import io.haplatform.admin.api.UnavailableException;
import io.haplatform.admin.query.Change;
import io.haplatform.admin.query.StartId;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One place, ten changes that may wait, and a thread to write with that the test lends by hand. */
class StreamHubTest {

    private final ArrayDeque<Runnable> thread = new ArrayDeque<>();
    private final StreamHub hub = new StreamHub(
            new AdminProperties.Stream(1, 10, 10, Duration.ofSeconds(15)),
            new StartId("start"),
            Object::toString,
            thread::add,
            new ManualTime());

    @Test
    void letsNobodyInWhileAClientThatWasCutOffStillOccupiesItsThread() {
        Ending slow = new Ending();
        hub.connect(slow, null, null);
        for (int i = 0; i < 20; i++) {
            hub.publish(new Change.InstanceMoved(new Change.Instance("orders", "orders-" + i, null)));
        }

        assertThat(hub.clients()).as("cut off, and still being written to").isEqualTo(1);
        assertThatThrownBy(() -> hub.connect(new Ending(), null, null))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("the number of streams must be at most 1 (ha.admin.stream.max-clients) and that many are"
                        + " open");

        thread.remove().run();
        assertThat(slow.ended).isEqualTo(1);
        Ending next = new Ending();
        hub.connect(next, null, null);
        thread.remove().run();
        assertThat(next.written).isNotEmpty();
        assertThat(hub.clients()).isEqualTo(1);
    }

    private static final class Ending implements StreamClient.Sink {
        private final List<byte[]> written = new ArrayList<>();
        private int ended;

        @Override
        public void write(byte[] bytes) {
            written.add(bytes);
        }

        @Override
        public void end() {
            ended++;
        }
    }
}
