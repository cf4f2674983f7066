package io.haplatform.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on the loopback address with the faults that networks have, switched while it runs. Whatever speaks TCP
 * can stand behind it; give the client under test the proxy's address.
 *
 * <pre>{@code
 * try (FaultProxy redis = FaultProxy.to("127.0.0.1", 6379)) {
 *     Client client = connect("127.0.0.1", redis.port());
 *     redis.refuse();                                    // reset, then "connection refused"
 *     redis.heal();
 *     redis.swallow(FaultProxy.Direction.TO_CLIENT);     // half-open: requests arrive, answers do not
 *     redis.heal();                                      // resets what has lost bytes
 *     redis.delay(FaultProxy.Direction.TO_CLIENT, Duration.ofMillis(300));
 * }
 * }</pre>
 *
 * <p>Faults concern connections that are there and those to come, until {@link #heal}; several may hold at once. Bytes
 * are never forwarded out of order: a connection that has lost some is reset by {@code heal}, as by a router that has
 * forgotten it. Thread-safe. Two daemon threads per connection: for hundreds of connections, not for thousands.
 */
public final class FaultProxy implements AutoCloseable {

    /** Which way bytes go. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    /**
     * What is wrong in one direction.
     *
     * @param limit how many bytes each connection may still forward; negative for any number
     */
    record Fault(boolean swallow, boolean hold, long delayNanos, long limit) {
        static final Fault NONE = new Fault(false, false, 0, -1);
    }

    private static final Duration REBINDING = Duration.ofSeconds(5);

    private final int port;
    // guarded by this, on which connections wait for the next change
    private final Map<Direction, Fault> faults = new EnumMap<>(Direction.class);
    private final Map<Direction, Long> forwarded = new EnumMap<>(Direction.class);
    private final Map<Direction, Long> swallowed = new EnumMap<>(Direction.class);
    private final Set<ProxiedConnection> open = new HashSet<>();
    private InetSocketAddress target;
    private long accepted;

    // guarded by switching
    private final Object switching = new Object();
    private @Nullable ServerSocket listener;
    private @Nullable Thread accepting;
    /** Holds the port while nobody listens there: who connects is refused, and nobody else gets it. */
    private @Nullable Socket placeholder;

    private FaultProxy(InetSocketAddress target, int port) {
        this.target = target;
        faults.put(Direction.TO_SERVER, Fault.NONE);
        faults.put(Direction.TO_CLIENT, Fault.NONE);
        synchronized (switching) {
            this.port = listen(port);
        }
    }

    /** A proxy on a free port. */
    public static FaultProxy to(String host, int port) {
        return to(host, port, 0);
    }

    /** @param listen the proxy's own port, or 0 for a free one */
    public static FaultProxy to(String host, int port, int listen) {
        return new FaultProxy(new InetSocketAddress(host, port), listen);
    }

    /** Where it listens, on 127.0.0.1; stays the same for life. */
    public int port() {
        return port;
    }

    /** Sends connections to come to another server; those that are open stay with theirs. */
    public synchronized void redirect(String host, int newPort) {
        target = new InetSocketAddress(host, newPort);
    }

    /** Resets all connections that are open now (RST). New ones pass. */
    public void cut() {
        connections().forEach(ProxiedConnection::reset);
    }

    /** Resets all connections and refuses new ones, as a server whose process is gone. */
    public void refuse() {
        synchronized (switching) {
            if (placeholder == null && listener != null) {
                stopListening();
                placeholder = held();
            }
        }
        cut();
    }

    /** Accepts connections and swallows what they say, both ways, as a network that drops every packet. */
    public void blackhole() {
        swallow(Direction.TO_SERVER);
        swallow(Direction.TO_CLIENT);
    }

    /** Swallows what goes this way, the end of a stream too: the connection is half-open. */
    public void swallow(Direction direction) {
        change(direction, fault -> new Fault(true, fault.hold, fault.delayNanos, fault.limit));
    }

    /** Holds back what goes this way until {@link #heal}, when it arrives late, as after retransmissions. */
    public void hold(Direction direction) {
        change(direction, fault -> new Fault(fault.swallow, true, fault.delayNanos, fault.limit));
    }

    /** Lets what goes this way arrive so much later, together with whatever has come meanwhile. */
    public void delay(Direction direction, Duration delay) {
        long nanos = delay.toNanos();
        change(direction, fault -> new Fault(fault.swallow, fault.hold, nanos, fault.limit));
    }

    /**
     * Resets each connection, those to come too, once it has forwarded so many bytes this way: in the middle of a
     * request, or of an answer.
     *
     * @param bytes counted by each connection from its begin or, where that was earlier, from now
     */
    public void cutAfter(Direction direction, long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must be at least 0 but is " + bytes);
        }
        connections().forEach(connection -> connection.countAnew(direction));
        change(direction, fault -> new Fault(fault.swallow, fault.hold, fault.delayNanos, bytes));
    }

    /** Ends all faults, and accepts again. Connections that have lost bytes are reset; the others go on. */
    public void heal() {
        synchronized (this) {
            faults.replaceAll((direction, fault) -> Fault.NONE);
            notifyAll();
        }
        synchronized (switching) {
            if (placeholder != null) {
                closeQuietly(placeholder);
                placeholder = null;
                listen(port);
            } else if (listener != null && listener.isClosed()) {
                listen(port);
            }
        }
        connections().stream().filter(ProxiedConnection::hasLost).forEach(ProxiedConnection::reset);
    }

    /** How many connections it has accepted in all. */
    public synchronized long accepted() {
        return accepted;
    }

    /** How many connections are open now. */
    public synchronized int open() {
        return open.size();
    }

    /** How many bytes it has forwarded this way in all. */
    public synchronized long forwarded(Direction direction) {
        return forwarded.getOrDefault(direction, 0L);
    }

    /** How many bytes it has swallowed that went this way. */
    public synchronized long swallowed(Direction direction) {
        return swallowed.getOrDefault(direction, 0L);
    }

    /** Resets all connections and lets go of the port. Idempotent. */
    @Override
    public void close() {
        synchronized (switching) {
            stopListening();
            closeQuietly(placeholder);
            placeholder = null;
        }
        cut();
    }

    // for its connections

    synchronized Fault fault(Direction direction) {
        return faults.getOrDefault(direction, Fault.NONE);
    }

    /** Decides, and marks the connection, at once: {@link #heal} must not come between and miss it. */
    synchronized boolean swallows(Direction direction, ProxiedConnection connection) {
        boolean swallows = fault(direction).swallow();
        if (swallows) {
            connection.markLost();
        }
        return swallows;
    }

    synchronized InetSocketAddress target() {
        return target;
    }

    synchronized void count(Direction direction, long bytes) {
        forwarded.merge(direction, bytes, Long::sum);
    }

    synchronized void countSwallowed(Direction direction, long bytes) {
        swallowed.merge(direction, bytes, Long::sum);
    }

    /** Waits for the end of this time, or of what is held; a change of faults is looked at as it comes. */
    synchronized void await(Direction direction, ProxiedConnection connection, long untilNanos)
            throws InterruptedException {
        long left = untilNanos - System.nanoTime();
        while (open.contains(connection) && !fault(direction).swallow && (fault(direction).hold || left > 0)) {
            wait(fault(direction).hold ? 0 : Math.max(1, left / 1_000_000));
            left = fault(direction).equals(Fault.NONE) ? 0 : untilNanos - System.nanoTime();
        }
    }

    synchronized void opened(ProxiedConnection connection) {
        accepted++;
        open.add(connection);
    }

    synchronized void ended(ProxiedConnection connection) {
        open.remove(connection);
        notifyAll();
    }

    private synchronized List<ProxiedConnection> connections() {
        return List.copyOf(open);
    }

    private synchronized void change(Direction direction, UnaryOperator<Fault> change) {
        faults.computeIfPresent(direction, (way, fault) -> change.apply(fault));
        notifyAll();
    }

    private int listen(int wanted) {
        ServerSocket socket = rebound(() -> {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 1_024);
            return listening;
        });
        listener = socket;
        accepting = ProxiedConnection.daemon("accepts at port " + socket.getLocalPort(), () -> accept(socket));
        return socket.getLocalPort();
    }

    @Nullable
    ServerSocket listener() {
        synchronized (switching) {
            return listener;
        }
    }

    /** The system goes on accepting for as long as a thread waits there. */
    private void stopListening() {
        closeQuietly(listener);
        listener = null;
        try {
            if (accepting != null) {
                accepting.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Socket held() {
        return rebound(() -> {
            Socket bound = new Socket();
            bound.setReuseAddress(true);
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return bound;
        });
    }

    private interface Binding<T> {
        T bind() throws IOException;
    }

    /** The port is ours all the time, but for the moment between two sockets. */
    private static <T> T rebound(Binding<T> binding) {
        long end = System.nanoTime() + REBINDING.toNanos();
        while (true) {
            try {
                return binding.bind();
            } catch (IOException e) {
                if (System.nanoTime() - end > 0) {
                    throw new UncheckedIOException(e);
                }
                Thread.onSpinWait();
            }
        }
    }

    void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket client = socket.accept();
                ProxiedConnection connection = new ProxiedConnection(this, client);
                opened(connection);
                if (socket.isClosed()) {
                    connection.reset();
                } else {
                    connection.start();
                }
            }
        } catch (IOException e) {
            // closed, or out of files: then nobody can be accepted, and who connects is refused
            if (!socket.isClosed()) {
                System.err.println("The proxy at port " + socket.getLocalPort()
                        + " refuses connections until it heals, because it could not accept one: " + e);
            }
        } finally {
            closeQuietly(socket);
        }
    }

    static void closeQuietly(@Nullable AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception e) {
            // it is gone either way
        }
    }
}
