package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redis.embedded.RedisServer;

/** Ours: the sample at our defaults on a Redis of its own. */
final class OurFleet extends Fleet {

    private final Path directory;
    private final Path jar;
    private final RedisServer redis;
    private final int redisPort;

    OurFleet(Path directory, Path root) throws IOException {
        this.directory = directory;
        this.jar = root.resolve("sample-app/target/sample-app.jar");
        this.redisPort = Ports.free();
        this.redis = RedisServer.builder()
                .port(redisPort)
                .bind("127.0.0.1")
                .setting("save ''")
                .build();
        redis.start();
    }

    int redisPort() {
        return redisPort;
    }

    @Override
    Child addOrders() throws IOException {
        return start("orders", List.of("--spring.profiles.active=orders"));
    }

    @Override
    Child addStorefront(boolean retries) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--spring.profiles.active=storefront"));
        if (!retries) {
            arguments.add("--ha.load-balancer.retry.max-retries=0");
        }
        return start("storefront", arguments);
    }

    @Override
    String readyPath() {
        return "/health/ready";
    }

    @Override
    public void close() {
        super.close();
        redis.stop();
    }

    private Child start(String role, List<String> roleArguments) throws IOException {
        int port = Ports.free();
        List<String> arguments = new ArrayList<>(roleArguments);
        arguments.add("--server.port=" + port);
        arguments.add("--spring.data.redis.port=" + redisPort);
        arguments.add("--ha.instance.host=127.0.0.1");
        return Child.java("ours-" + role + "-" + port, port, directory, jar, arguments, Map.of());
    }
}
