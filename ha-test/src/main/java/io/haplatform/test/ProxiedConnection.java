package io.haplatform.test;

import io.haplatform.test.FaultProxy.Direction;
import io.haplatform.test.FaultProxy.Fault;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** One connection through a {@link FaultProxy}: a thread for each direction. */
class ProxiedConnection {

    private static final int BUFFER = 16_384;
    private static final int CONNECT_MILLIS = 10_000;

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server = new Socket();
    private final AtomicLong toServer = new AtomicLong();
    private final AtomicLong toClient = new AtomicLong();
    private final AtomicBoolean oneEnded = new AtomicBoolean();
    private volatile boolean lost;

    ProxiedConnection(FaultProxy proxy, Socket client) {
        this.proxy = proxy;
        this.client = client;
    }

    void start() {
        daemon("proxy to " + proxy.target(), () -> {
            try {
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                // who swallows requests from the begin needs no server, which may be dead
                if (!proxy.swallows(Direction.TO_SERVER, this)) {
                    server.connect(proxy.target(), CONNECT_MILLIS);
                    daemon("proxy from " + proxy.target(), () -> pump(server, client, Direction.TO_CLIENT, toClient));
                }
                pump(client, server, Direction.TO_SERVER, toServer);
            } catch (IOException e) {
                reset();
            }
        });
    }

    /** Whether bytes were swallowed, so that the rest would make no sense. */
    boolean hasLost() {
        return lost;
    }

    void markLost() {
        lost = true;
    }

    void countAnew(Direction direction) {
        (direction == Direction.TO_SERVER ? toServer : toClient).set(0);
    }

    /** Ends it with RST, both ways. */
    void reset() {
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // closed already
            }
            FaultProxy.closeQuietly(socket);
        }
        proxy.ended(this);
    }

    private void pump(Socket from, Socket to, Direction direction, AtomicLong counted) {
        byte[] buffer = new byte[BUFFER];
        boolean lostHere = false;
        try {
            while (true) {
                int read = from.getInputStream().read(buffer);
                proxy.await(
                        direction,
                        this,
                        System.nanoTime() + proxy.fault(direction).delayNanos());
                lostHere |= proxy.swallows(direction, this);
                if (lostHere) {
                    if (read < 0) {
                        return;
                    }
                    proxy.countSwallowed(direction, read);
                } else if (read < 0) {
                    end(to);
                    return;
                } else {
                    forward(buffer, read, to, direction, counted);
                }
            }
        } catch (IOException e) {
            reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reset();
        }
    }

    /** The end of one direction is passed on; that of both ends it. */
    private void end(Socket to) throws IOException {
        to.shutdownOutput();
        if (!oneEnded.compareAndSet(false, true)) {
            FaultProxy.closeQuietly(client);
            FaultProxy.closeQuietly(server);
            proxy.ended(this);
        }
    }

    private void forward(byte[] buffer, int length, Socket to, Direction direction, AtomicLong counted)
            throws IOException {
        for (int written = 0; written < length; ) {
            Fault fault = proxy.fault(direction);
            int piece = length - written;
            if (fault.limit() >= 0) {
                piece = (int) Math.min(piece, Math.max(0, fault.limit() - counted.get()));
            }
            // counted before anybody can have read it
            long sofar = counted.addAndGet(piece);
            proxy.count(direction, piece);
            to.getOutputStream().write(buffer, written, piece);
            written += piece;
            if (fault.limit() >= 0 && sofar >= fault.limit()) {
                reset();
                return;
            }
        }
    }

    static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
