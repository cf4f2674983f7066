package io.haplatform.spring.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server of a few lines that does exactly what a test says, and remembers what it was sent. */
public final class LittleServer implements AutoCloseable {

    /** What it does with a connection once it has read a request. */
    @FunctionalInterface
    public interface Behaviour {

        /** @return whether the connection may carry another request */
        boolean answer(Exchange exchange) throws IOException, InterruptedException;
    }

    /** One request, and the way to answer it. */
    public static final class Exchange {

        private final Request request;
        private final Socket socket;
        private final OutputStream out;
        private final CountDownLatch closed;

        private Exchange(Request request, Socket socket, CountDownLatch closed) throws IOException {
            this.request = request;
            this.socket = socket;
            this.out = socket.getOutputStream();
            this.closed = closed;
        }

        public Request request() {
            return request;
        }

        public void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Stays until the server is closed. */
        public void hang() throws InterruptedException {
            closed.await();
        }

        /** Stays until the other side has closed the connection. */
        public void awaitClose() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // it may say what it likes
            }
        }

        /** @return whether the server was closed meanwhile */
        public boolean pause(long millis) throws InterruptedException {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        }

        /** Ends the connection without a word. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** What came. */
    public record Request(String line, List<String> headers, String body) {

        public String header(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .findFirst()
                    .map(h -> h.substring(prefix.length()).strip())
                    .orElse("");
        }
    }

    private static final Set<Socket> HELD = ConcurrentHashMap.newKeySet();

    private final ServerSocket server;
    private final Behaviour behaviour;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private LittleServer(ServerSocket server, Behaviour behaviour) {
        this.server = server;
        this.behaviour = behaviour;
    }

    public static LittleServer of(Behaviour behaviour) {
        try {
            LittleServer started =
                    new LittleServer(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), behaviour);
            started.daemon(started::accept);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers every request with this. */
    public static LittleServer answering(int status, String body, String... headers) {
        return of(exchange -> {
            exchange.send(head(status, body.length(), headers) + body);
            return true;
        });
    }

    /** Takes every request and answers none, until it is closed. */
    public static LittleServer hanging() {
        return of(exchange -> {
            exchange.hang();
            return false;
        });
    }

    /** Sends {@code half}, and {@code half} again when it may. */
    public static LittleServer inHalves(CountDownLatch again) {
        return of(exchange -> {
            exchange.send(head(200, 8) + "half");
            again.await();
            exchange.send("half");
            return true;
        });
    }

    /** Answers with these headers and then goes on and on. */
    public static LittleServer endless(String headers) {
        return of(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\n" + headers + "\r\n\r\n");
            while (!exchange.pause(20)) {
                exchange.send("more");
            }
            return false;
        });
    }

    /** Takes not even connections: a listener whose queue is full answers no further one. */
    public static LittleServer swallowing() {
        try {
            LittleServer full =
                    new LittleServer(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), exchange -> false);
            for (int i = 0; i < 4; i++) {
                Socket queued = new Socket();
                full.open.add(queued);
                try {
                    queued.connect(full.server.getLocalSocketAddress(), 100);
                } catch (SocketTimeoutException e) {
                    break;
                }
            }
            return full;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String head(int status, int length, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "HTTP/1.1 " + status + " Said\r\nContent-Type: text/plain\r\n" + more + "Content-Length: " + length
                + "\r\n\r\n";
    }

    /** A port on which nobody listens, and nobody will: it is held, by a socket that is bound and no more. */
    public static int deadPort() {
        try {
            Socket holder = new Socket();
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            HELD.add(holder);
            return holder.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Requests that came whole, in order. */
    public List<Request> requests() {
        return requests;
    }

    /** Connections that are open now. */
    public int connections() {
        return open.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean more = true;
            while (more) {
                Request request = read(in);
                if (request == null) {
                    return;
                }
                requests.add(request);
                more = behaviour.answer(new Exchange(request, socket, closed));
            }
        } catch (IOException e) {
            // the caller has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private static @Nullable Request read(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            return null;
        }
        List<String> headers = new CopyOnWriteArrayList<>();
        int length = 0;
        boolean chunked = false;
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            headers.add(header);
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
        }
        return new Request(line, headers, chunked ? chunks(in) : text(in, length));
    }

    private static String chunks(InputStream in) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            String size = line(in);
            int length = size == null ? 0 : Integer.parseInt(size.strip(), 16);
            if (length == 0) {
                line(in);
                return body.toString();
            }
            body.append(text(in, length));
            line(in);
        }
    }

    private static String text(InputStream in, int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            }
            line.write(c);
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
    }

    private void daemon(Runnable work) {
        Thread thread = new Thread(work, "little-server-" + server.getLocalPort());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
