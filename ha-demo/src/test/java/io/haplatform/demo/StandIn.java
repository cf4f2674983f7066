package io.haplatform.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands in for sample-app and admin, so that the launcher and its check are tested without them. A storefront tries
 * one instance after the other, those first that say they reach Redis, unless {@code STAND_IN_CARELESS} is set; the
 * part named in {@code STAND_IN_BROKEN} ends with an error, and the one in {@code STAND_IN_STUCK} never gets anywhere
 * and does not stop when asked.
 */
final class StandIn {

    private static final AtomicInteger TURN = new AtomicInteger();

    private StandIn() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, String> environment = System.getenv();
        String id = environment.getOrDefault("NODE_ID", "admin");
        if (id.equals(environment.get("STAND_IN_BROKEN"))) {
            throw new IllegalStateException(id + " was told to break");
        }
        if (id.equals(environment.get("STAND_IN_STUCK"))) {
            Runtime.getRuntime().addShutdownHook(new Thread(StandIn::waitForever));
            waitForever();
        }
        int port = Integer.parseInt(option(arguments, "--server.port"));
        String profiles = option(arguments, "--spring.profiles.active");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/health/ready", exchange -> answer(exchange, 200, "{}"));
        server.createContext("/api/orders", exchange -> answer(exchange, 200, "[]"));
        URI redis = URI.create(environment.getOrDefault("SPRING_DATA_REDIS_URL", ""));
        server.createContext("/registered", exchange -> answer(exchange, pings(redis) ? 200 : 503, "{}"));
        if (profiles.startsWith("storefront")) {
            server.createContext("/api/storefront/orders", exchange -> call(exchange, port - 10));
        }
        if (profiles.isEmpty()) {
            server.createContext("/api/v1/ha/load-balancer/backends", exchange -> list(exchange, port));
        }
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> sayGoodbye(redis)));
        System.out.println(id + " with " + environment.get("SPRING_DATA_REDIS_URL"));
    }

    private static void call(HttpExchange exchange, int base) throws IOException {
        boolean careless = System.getenv("STAND_IN_CARELESS") != null;
        List<String> tried = new ArrayList<>();
        int turn = TURN.getAndIncrement();
        for (int attempt = 0; attempt < (careless ? 1 : 6); attempt++) {
            int number = Math.floorMod(turn + attempt, 3) + 1;
            // first those that are registered; when Redis is away, none is
            if (!careless && attempt < 3 && !isRegistered(base + number)) {
                continue;
            }
            tried.add("127.0.0.1:" + (base + number));
            exchange.getResponseHeaders().set("X-Tried", String.join(",", tried));
            if (answers(base + number)) {
                exchange.getResponseHeaders().set("X-Served-By", "orders-" + number);
                answer(exchange, 200, "[]");
                return;
            }
        }
        answer(exchange, 503, "{\"detail\":\"nobody answered\"}");
    }

    private static void waitForever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The last line of an orderly stop: an application still needs Redis then, to deregister. */
    private static void sayGoodbye(URI redis) {
        try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
            System.out.println("stopped before Redis at " + socket.getPort());
        } catch (IOException gone) {
            System.out.println("stopped after Redis");
        }
    }

    private static boolean answers(int port) {
        return says("127.0.0.1", port, "GET /api/orders HTTP/1.0\r\n\r\n", "200");
    }

    /** It answers, and so does Redis where it looks for it. */
    private static boolean isRegistered(int port) {
        return says("127.0.0.1", port, "GET /registered HTTP/1.0\r\n\r\n", "200");
    }

    private static boolean pings(URI redis) {
        return says(redis.getHost(), redis.getPort(), "PING\r\n", "+PONG");
    }

    private static boolean says(String host, int port, String question, String answer) {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(500);
            socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
            byte[] begin = new byte[12];
            int read = socket.getInputStream().read(begin);
            return new String(begin, 0, Math.max(0, read), StandardCharsets.US_ASCII).contains(answer);
        } catch (IOException none) {
            return false;
        }
    }

    private static void list(HttpExchange exchange, int base) throws IOException {
        String login = "admin:" + System.getenv("HA_ADMIN_PASSWORD");
        String expected = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "");
            return;
        }
        List<String> items = new ArrayList<>();
        for (int number = 1; number <= 3; number++) {
            items.add("{\"id\":\"orders-%d\",\"status\":\"%s\",\"leaseExpiresAt\":\"%s\"}"
                    .formatted(
                            number,
                            isRegistered(base + number) ? "UP" : "DOWN",
                            Instant.now().plusSeconds(6)));
        }
        answer(exchange, 200, "{\"items\":[" + String.join(",", items) + "]}");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String option(String[] arguments, String name) {
        for (String argument : arguments) {
            if (argument.startsWith(name + "=")) {
                return argument.substring(name.length() + 1);
            }
        }
        return "";
    }
}
