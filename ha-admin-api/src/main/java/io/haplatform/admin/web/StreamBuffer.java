package io.haplatform.admin.web;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last frames of the stream, for clients that come back. Ids are {@code <start>-<number>}; {@code start} is drawn
 * by each start of the admin, because the numbers begin anew with it. Not thread-safe: the hub guards it.
 */
final class StreamBuffer {

    private final String start;
    private final int limit;
    private final ArrayDeque<StreamFrame> frames = new ArrayDeque<>();
    private long number;

    StreamBuffer(String start, int limit) {
        this.start = start;
        this.limit = limit;
    }

    /** The next frame, kept. */
    StreamFrame add(String name, String json) {
        number++;
        StreamFrame frame = StreamFrame.of(id(), number, name, json);
        frames.addLast(frame);
        if (frames.size() > limit) {
            frames.removeFirst();
        }
        return frame;
    }

    /** Id of the newest frame: whoever has read up to here has read everything. */
    String id() {
        return start + "-" + number;
    }

    /** What came after this id; null when that can no longer be said, because it is too old or of another start. */
    @Nullable
    List<StreamFrame> after(String id) {
        long seen = numberOf(id);
        long missing = number - seen;
        if (seen < 0 || missing < 0 || missing > frames.size()) {
            return null;
        }
        return frames.stream().filter(frame -> frame.number() > seen).toList();
    }

    private long numberOf(String id) {
        String prefix = start + "-";
        if (!id.startsWith(prefix)) {
            return -1;
        }
        try {
            return Long.parseLong(id.substring(prefix.length()));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
