package io.haplatform.admin.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** One server-sent event as it goes over the wire, encoded once for all clients. Immutable. */
final class StreamFrame {

    /** A comment, which no client shows and every proxy takes for a sign of life. */
    static final StreamFrame HEARTBEAT = new StreamFrame(0, ":\n\n");

    private final long number;
    private final byte[] bytes;

    private StreamFrame(long number, String text) {
        this.number = number;
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param number in the stream; 0 for one that nobody resumes from
     * @param json in one line
     */
    static StreamFrame of(String id, long number, String name, String json) {
        return new StreamFrame(number, "id: " + id + "\nevent: " + name + "\ndata: " + json + "\n\n");
    }

    long number() {
        return number;
    }

    void writeTo(StreamClient.Sink sink) throws IOException {
        sink.write(bytes);
    }
}
