package io.haplatform.admin.web;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One listener of the stream: a bounded queue, and at most one task at a time that writes it out. Offering never
 * blocks, whatever the client does; a queue that overflows ends the client, which comes back and resumes.
 * Thread-safe.
 */
final class StreamClient {

    /** Where the frames go. Called by one thread at a time; may block. */
    interface Sink {
        void write(byte[] bytes) throws IOException;

        /** Ends the answer; nothing is written after. Idempotent. */
        void end();
    }

    private final Sink sink;
    private final int limit;
    private final Executor writers;
    private final Runnable onEnd;
    private final ArrayDeque<StreamFrame> queue = new ArrayDeque<>();
    private boolean writing;
    private boolean ended;

    /**
     * @param writers its tasks block while the client reads slowly
     * @param onEnd called once, when the client is gone for whatever reason and no thread writes to it any more
     */
    StreamClient(Sink sink, int limit, Executor writers, Runnable onEnd) {
        this.sink = sink;
        this.limit = limit;
        this.writers = writers;
        this.onEnd = onEnd;
    }

    void offer(StreamFrame frame) {
        boolean overflow;
        boolean start = false;
        synchronized (this) {
            if (ended) {
                return;
            }
            overflow = queue.size() >= limit;
            if (!overflow) {
                queue.addLast(frame);
                start = !writing;
                writing = true;
            }
        }
        if (overflow) {
            end();
        } else if (start) {
            startWriting();
        }
    }

    /** A sign of life, unless something is on its way anyhow. */
    void heartbeat() {
        boolean idle;
        synchronized (this) {
            idle = queue.isEmpty() && !writing;
        }
        if (idle) {
            offer(StreamFrame.HEARTBEAT);
        }
    }

    /**
     * Ends it. What is queued is dropped; a write that is under way finishes or fails on its own, and until then the
     * client still occupies a thread, and its place.
     */
    void end() {
        boolean endNow;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            queue.clear();
            endNow = !writing;
        }
        if (endNow) {
            gone();
        }
    }

    private void gone() {
        try {
            sink.end();
        } finally {
            onEnd.run();
        }
    }

    private void startWriting() {
        try {
            writers.execute(this::writeAll);
        } catch (RejectedExecutionException e) {
            // not by end(): somebody else may have ended it meanwhile, and left the rest to the writer there never was
            synchronized (this) {
                ended = true;
                queue.clear();
                writing = false;
            }
            gone();
        }
    }

    private void writeAll() {
        for (StreamFrame frame = next(); frame != null; frame = next()) {
            try {
                frame.writeTo(sink);
            } catch (IOException | RuntimeException e) {
                // the client went away; there is nobody to tell
                end();
            }
        }
    }

    private @Nullable StreamFrame next() {
        boolean wasEnded;
        synchronized (this) {
            StreamFrame frame = queue.pollFirst();
            if (frame != null) {
                return frame;
            }
            writing = false;
            wasEnded = ended;
        }
        if (wasEnded) {
            gone();
        }
        return null;
    }
}
