package io.haplatform.spring.blocking;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A body that tells its exchange how it went, and never takes an answer that was cut for one that is complete. */
final class ExchangeStream extends InputStream {

    /** What close reads on for, at most, in the hope of keeping the connection. */
    static final int LEFTOVER = 64 * 1024;

    private final BodyReader reader;
    private final Exchange exchange;
    private final boolean endless;
    private @Nullable ByteArrayInputStream ahead;
    private boolean atEnd;
    private boolean closed;

    /** @param endless whether it goes on for as long as somebody reads; until then, its time counts */
    ExchangeStream(BodyReader reader, Exchange exchange, boolean endless) {
        this.reader = reader;
        this.exchange = exchange;
        this.endless = endless;
    }

    /** Reads to the end, or as far as the limit, and keeps it for whoever reads next. */
    void readAhead(int limit) throws IOException {
        ahead = new ByteArrayInputStream(readNBytes(limit));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("The answer has been closed");
        }
        if (length == 0) {
            return 0;
        }
        if (ahead != null && ahead.available() > 0) {
            return ahead.read(into, offset, length);
        }
        if (atEnd) {
            return -1;
        }
        if (endless) {
            exchange.unlimited();
        }
        exchange.waiting(true);
        int count;
        try {
            count = exchange.isCut() ? -1 : reader.read(into, offset, length);
        } catch (IOException | RuntimeException e) {
            IOException failure = exchange.failure(e);
            exchange.end(new Exchange.End.Failed(failure));
            throw failure;
        }
        exchange.waiting(false);
        // some libraries answer a cut with an end of the stream: half an answer must not pass for a whole one
        if (exchange.isCut()) {
            IOException failure = exchange.timedOut(null);
            exchange.end(new Exchange.End.Failed(failure));
            throw failure;
        }
        if (count < 0) {
            atEnd = true;
            exchange.end(new Exchange.End.Read());
        }
        return count;
    }

    @Override
    public int available() throws IOException {
        if (closed) {
            return 0;
        }
        int kept = ahead == null ? 0 : ahead.available();
        return kept > 0 || atEnd || exchange.isCut() ? kept : reader.available();
    }

    @Override
    public void close() {
        finish();
    }

    void finish() {
        if (closed) {
            return;
        }
        if (atEnd || (!exchange.hasEnded() && readsLeftover())) {
            closed = true;
            reader.release();
        } else {
            closed = true;
            reader.abandon();
        }
        exchange.end(new Exchange.End.Read());
    }

    /** @return whether the end was reached, so that the connection is fit for another call */
    private boolean readsLeftover() {
        if (endless) {
            return false;
        }
        byte[] sink = new byte[4096];
        try {
            for (int read = 0; read < LEFTOVER; ) {
                int count = read(sink, 0, sink.length);
                if (count < 0) {
                    return true;
                }
                read += count;
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }
}
