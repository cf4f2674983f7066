package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Free ports of this machine. */
final class Ports {

    private final Set<Integer> given = ConcurrentHashMap.newKeySet();

    private static final Ports ALL = new Ports();

    /** A port that nobody listens on now and that was not given out before. */
    static int free() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (ALL.given.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }
}
