package io.haplatform.demo.system;

import io.haplatform.demo.process.DemoFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where the parts listen, all counted from one base {@code N}: admin N, orders N+1 to N+3, storefront N+10, H2 N+9,
 * Redis N−1.
 *
 * @param base 1025 to 65525, so that every port can be bound without privileges
 */
public record Ports(int base) {

    public static final int DEFAULT_BASE = 8080;
    public static final int ORDERS = 3;

    private static final int LOWEST = 1025;
    private static final int HIGHEST = 65535 - 10;

    public Ports {
        if (base < LOWEST || base > HIGHEST) {
            throw new DemoFailure("--port-base must be between " + LOWEST + " and " + HIGHEST + " but is " + base);
        }
    }

    public int admin() {
        return base;
    }

    /** @param number 1 to 3 */
    public int orders(int number) {
        return base + number;
    }

    public int storefront() {
        return base + 10;
    }

    public int database() {
        return base + 9;
    }

    public int redis() {
        return base - 1;
    }

    /**
     * Says at once what would otherwise surface as a failed start of some part.
     *
     * @param redis false if an existing Redis is used
     * @throws DemoFailure naming every taken port, who needs it, and a base under which all are free
     */
    public void requireFree(boolean redis) {
        requireFree(redis, Ports::isFree);
    }

    void requireFree(boolean redis, IntPredicate free) {
        Map<Integer, String> taken = needed(redis);
        taken.keySet().removeIf(free::test);
        if (taken.isEmpty()) {
            return;
        }
        String which = taken.entrySet().stream()
                .map(each -> each.getKey() + " (needed by " + each.getValue() + ")")
                .collect(Collectors.joining(", "));
        String remedy = IntStream.iterate(base + 1000, candidate -> candidate <= HIGHEST, candidate -> candidate + 1000)
                .filter(candidate ->
                        new Ports(candidate).needed(redis).keySet().stream().allMatch(free::test))
                .mapToObj(candidate -> "for example --port-base " + candidate)
                .findFirst()
                .orElse("a base whose neighbours are free");
        throw new DemoFailure((taken.size() == 1 ? "port " : "ports ") + which
                + (taken.size() == 1 ? " is" : " are")
                + " taken by another process; stop it, or move the whole demo with"
                + " --port-base N, " + remedy);
    }

    private Map<Integer, String> needed(boolean redis) {
        Map<Integer, String> needed = new TreeMap<>();
        if (redis) {
            needed.put(redis(), Parts.REDIS);
        }
        needed.put(admin(), Parts.ADMIN);
        for (int number = 1; number <= ORDERS; number++) {
            needed.put(orders(number), Parts.orders(number));
        }
        needed.put(database(), Parts.DATABASE);
        needed.put(storefront(), Parts.STOREFRONT);
        return needed;
    }

    /** Whether both the address the parts use and the wildcard can be bound: some systems let the two coexist. */
    private static boolean isFree(int port) {
        return canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                && canBind(new InetSocketAddress(port));
    }

    private static boolean canBind(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            // a port that is only waiting out its last connections is free, as Tomcat sees it too
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
