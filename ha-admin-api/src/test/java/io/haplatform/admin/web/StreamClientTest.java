package io.haplatform.admin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class StreamClientTest {

    private final ArrayDeque<Runnable> pool = new ArrayDeque<>();
    private final Recorder sink = new Recorder();
    private int gone;

    @Test
    void writesInOrderByOneTaskAtATime() {
        StreamClient client = client(10);
        client.offer(frame(1));
        client.offer(frame(2));

        assertThat(pool).hasSize(1);
        pool.remove().run();
        assertThat(sink.written).containsExactly("1", "2");

        client.offer(frame(3));
        assertThat(pool).hasSize(1);
    }

    @Test
    void cutsOffAClientWhoseQueueOverflowsAndFreesWhatWaited() {
        StreamClient client = client(2);
        client.offer(frame(1));
        client.offer(frame(2));
        client.offer(frame(3));

        assertThat(sink.ended).as("while a write may be under way").isFalse();
        assertThat(gone).as("it still occupies a thread, so its place too").isZero();

        pool.remove().run();
        assertThat(sink.written).isEmpty();
        assertThat(sink.ended).isTrue();
        assertThat(gone).isEqualTo(1);
    }

    @Test
    void endsOnceWhenTheClientIsGone() {
        StreamClient client = client(10);
        sink.broken = true;
        client.offer(frame(1));
        client.offer(frame(2));
        pool.remove().run();
        client.end();

        assertThat(gone).isEqualTo(1);
        assertThat(sink.ended).isTrue();
    }

    @Test
    void takesNothingAfterItsEnd() {
        StreamClient client = client(10);
        client.end();
        client.offer(frame(1));

        assertThat(pool).isEmpty();
        assertThat(sink.ended).isTrue();
    }

    @Test
    void beatsOnlyWhenNothingIsOnItsWay() {
        StreamClient client = client(10);
        client.offer(frame(1));
        client.heartbeat();
        pool.remove().run();
        client.heartbeat();
        pool.remove().run();

        assertThat(sink.written).containsExactly("1", ":");
    }

    @Test
    void endsWhenNobodyIsThereToWrite() {
        StreamClient client = new StreamClient(
                sink,
                10,
                task -> {
                    throw new RejectedExecutionException("no thread left");
                },
                () -> gone++);
        client.offer(frame(1));

        assertThat(gone).isEqualTo(1);
        assertThat(sink.ended).isTrue();
    }

    @Test
    void endsOnceWhenItIsEndedWhileNobodyCanBeFoundToWrite() {
        List<StreamClient> ended = new ArrayList<>();
        StreamClient client = new StreamClient(
                sink,
                10,
                task -> {
                    ended.forEach(StreamClient::end);
                    throw new RejectedExecutionException("no thread left");
                },
                () -> gone++);
        ended.add(client);
        client.offer(frame(1));

        assertThat(gone).isEqualTo(1);
        assertThat(sink.ended).isTrue();
    }

    private StreamClient client(int limit) {
        return new StreamClient(sink, limit, pool::add, () -> gone++);
    }

    private static StreamFrame frame(int n) {
        return StreamFrame.of("start-" + n, n, "event", Integer.toString(n));
    }

    private static final class Recorder implements StreamClient.Sink {
        private final List<String> written = new ArrayList<>();
        private boolean broken;
        private boolean ended;

        @Override
        public void write(byte[] bytes) throws IOException {
            if (broken) {
                throw new IOException("connection reset");
            }
            String text = new String(bytes, StandardCharsets.UTF_8).trim();
            written.add(text.substring(text.indexOf("data: ") < 0 ? 0 : text.indexOf("data: ") + 6));
        }

        @Override
        public void end() {
            ended = true;
        }
    }
}
