package io.haplatform.core.observe;

import io.haplatform.core.observe.Prober.Answer;
import io.haplatform.core.observe.Prober.Answer.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** One connection of {@link SocketProber}: connects, says one thing, and waits for the first bytes that come back. */
final class Probe {

    private static final int STATUS_LINE = "HTTP/1.1 200".length();

    private static final String ACCEPTS = "it accepts connections";

    private final Target target;
    private final InetSocketAddress address;
    private final Duration timeout;
    private final long deadline;
    private final CompletableFuture<Answer> result;
    private final ByteBuffer answer = ByteBuffer.allocate(STATUS_LINE);
    private @Nullable SocketChannel channel;
    private @Nullable ByteBuffer question;

    Probe(Target target, InetSocketAddress address, Duration timeout, long deadline, CompletableFuture<Answer> result) {
        this.target = target;
        this.address = address;
        this.timeout = timeout;
        this.deadline = deadline;
        this.result = result;
    }

    long deadline() {
        return deadline;
    }

    boolean isEnded() {
        return result.isDone();
    }

    void start(Selector selector) {
        if (isEnded()) {
            return;
        }
        if (address.isUnresolved()) {
            end(Kind.SILENT, "host name " + target.host() + " is not known");
            return;
        }
        try {
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            opened.configureBlocking(false);
            boolean connected = opened.connect(address);
            if (connected && isSilent()) {
                end(Kind.ANSWERED, ACCEPTS);
                return;
            }
            question = isSilent() ? null : question();
            opened.register(selector, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // a RuntimeException, too, is about this address alone: one of IPv6 where the JVM has no IPv6, for one
            fail(e);
        }
    }

    void onReady(SelectionKey key) {
        SocketChannel connection = (SocketChannel) key.channel();
        try {
            if (key.isConnectable() && connection.finishConnect()) {
                if (isSilent()) {
                    end(Kind.ANSWERED, ACCEPTS);
                    return;
                }
                key.interestOps(SelectionKey.OP_WRITE);
            } else if (key.isWritable()) {
                ByteBuffer left = question;
                if (left != null) {
                    connection.write(left);
                }
                key.interestOps(left != null && left.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            } else if (key.isReadable()) {
                read(connection);
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    void endIfDue(long now) {
        if (!isEnded() && now - deadline >= 0) {
            if (answer.position() > 0) {
                end(Kind.ANSWERED, described());
            } else {
                end(Kind.SILENT, "no answer from " + target.address() + " within " + timeout.toMillis() + " ms");
            }
        }
    }

    void end(Kind kind, String detail) {
        SocketChannel opened = channel;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                detail += " (and closing failed: " + e.getMessage() + ")";
            }
        }
        result.complete(new Answer(kind, detail));
    }

    private boolean isSilent() {
        return target.scheme().isEmpty();
    }

    private void read(SocketChannel connection) throws IOException {
        int read = connection.read(answer);
        boolean enough = target.scheme().equals("https") ? answer.position() > 0 : !answer.hasRemaining();
        if (enough || (read < 0 && answer.position() > 0)) {
            end(Kind.ANSWERED, described());
        } else if (read < 0) {
            end(Kind.SILENT, target.address() + " closed the connection without an answer");
        }
    }

    private void fail(Exception e) {
        if (answer.position() > 0) {
            end(Kind.ANSWERED, described());
        } else if (e instanceof ConnectException
                && String.valueOf(e.getMessage()).contains("refused")) {
            end(Kind.REFUSED, "connection to " + target.address() + " refused");
        } else {
            end(Kind.SILENT, "connection to " + target.address() + " failed: " + words(e));
        }
    }

    static String words(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private String described() {
        String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
        if (text.startsWith("HTTP/")) {
            int status = text.indexOf(' ');
            return "it answers with HTTP " + (status < 0 ? "" : text.substring(status + 1));
        }
        return target.scheme().equals("https") ? "it answers over TLS" : "it answers, not in HTTP";
    }

    private ByteBuffer question() throws IOException, GeneralSecurityException {
        if (target.scheme().equals("https")) {
            return firstOfHandshake();
        }
        String request = "GET /health/live HTTP/1.1\r\nHost: " + target.address()
                + "\r\nUser-Agent: ha-prober\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        return ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A client's hello. The handshake is not finished: a server that works answers it, or objects to it. */
    private ByteBuffer firstOfHandshake() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine(target.host(), target.port());
        engine.setUseClientMode(true);
        engine.beginHandshake();
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return hello.flip();
    }
}
