package io.haplatform.demo.system;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a part, once, whether it answers. Never throws, and takes two seconds at most. */
@FunctionalInterface
public interface Probe {

    Duration PATIENCE = Duration.ofSeconds(2);

    boolean answers();

    /** Whether a GET is answered with 200. */
    static Probe http(HttpClient client, URI uri) {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
        return () -> {
            try {
                return client.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException notYet) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        };
    }

    /** Whether something accepts connections there. */
    static Probe tcp(String host, int port) {
        return () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
                return true;
            } catch (IOException | IllegalArgumentException notYet) {
                return false;
            }
        };
    }

    /** Whether a Redis answers a PING, be it only that it wants a password first. */
    static Probe redis(String host, int port) {
        return () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
                socket.setSoTimeout((int) PATIENCE.toMillis());
                socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
                return answer.equals("+PONG") || answer.equals("-NOAU");
            } catch (IOException | IllegalArgumentException notYet) {
                return false;
            }
        };
    }
}
