package io.haplatform.admin.web;

import io.haplatform.admin.query.StartId;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last frames of the stream, for clients that come back. Not thread-safe: the hub guards it.
 */
final class StreamBuffer {

    private final StartId ids;
    private final int limit;
    private final ArrayDeque<StreamFrame> frames = new ArrayDeque<>();
    private long number;

    StreamBuffer(StartId ids, int limit) {
        this.ids = ids;
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
        return ids.id(number);
    }

    /** What came after this id; null when that can no longer be said, because it is too old or of another start. */
    @Nullable
    List<StreamFrame> after(String id) {
        long seen = ids.numberOf(id);
        long missing = number - seen;
        if (seen < 0 || missing < 0 || missing > frames.size()) {
            return null;
        }
        return frames.stream().filter(frame -> frame.number() > seen).toList();
    }
}
