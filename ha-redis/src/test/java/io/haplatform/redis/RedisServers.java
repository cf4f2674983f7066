package io.haplatform.redis;

import io.haplatform.test.ContainerImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The real servers that the tests run on, by the system property {@code ha.test.redis}: {@code docker} takes containers
 * and fails where it cannot, {@code embedded} takes the redis-server in the jar of embedded-redis, {@code auto} (the
 * default) takes containers where Docker answers and holds the images, else the embedded one; the name of an image takes
 * that alone, and the absolute path of a server takes that, whatever version it is.
 */
final class RedisServers {

    private static final String EMBEDDED = "embedded";
    private static final List<String> IMAGES = List.of("redis:8.0", "redis:7.0", "valkey/valkey:8.1");
    /** One per kind for all tests that harm nobody; gone with this JVM. */
    private static final Map<String, RedisProcess> SHARED = new ConcurrentHashMap<>();

    private static final Map<String, String> OBSTACLES = new ConcurrentHashMap<>();

    private RedisServers() {}

    /** The kinds to run a suite on: names for {@link #shared} and {@link #start}. */
    static Stream<String> kinds() {
        String mode = System.getProperty("ha.test.redis", "auto");
        return switch (mode) {
            case EMBEDDED -> Stream.of(EMBEDDED);
            case "docker" -> IMAGES.stream().peek(RedisServers::requireImage);
            case "auto" -> auto().stream();
            default -> {
                if (IMAGES.contains(mode)) {
                    requireImage(mode);
                } else if (!Files.isExecutable(Path.of(mode))) {
                    throw new IllegalArgumentException("ha.test.redis must be auto, embedded, docker, one of " + IMAGES
                            + " or the path of a server but is '" + mode
                            + "'");
                }
                yield Stream.of(mode);
            }
        };
    }

    private static List<String> auto() {
        List<String> there =
                IMAGES.stream().filter(image -> obstacle(image).isEmpty()).toList();
        return there.isEmpty() ? List.of(EMBEDDED) : there;
    }

    private static String obstacle(String image) {
        return OBSTACLES.computeIfAbsent(image, ContainerImages::obstacle);
    }

    private static void requireImage(String image) {
        if (!obstacle(image).isEmpty()) {
            throw new IllegalStateException("ha.test.redis=docker needs " + image + " but " + obstacle(image)
                    + "; use embedded or auto to run without");
        }
    }

    /** A server that others use too: keep to a namespace of your own. */
    static RedisProcess shared(String kind) {
        return SHARED.computeIfAbsent(kind, k -> {
            RedisProcess server = start(k, Map.of());
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        });
    }

    /** A server of one's own, to be closed. */
    static RedisProcess start(String kind, Map<String, String> settings) {
        if (kind.equals(EMBEDDED)) {
            return new EmbeddedRedis(settings);
        }
        return kind.startsWith("/") ? new EmbeddedRedis(Path.of(kind), settings) : new ContainerRedis(kind, settings);
    }
}
