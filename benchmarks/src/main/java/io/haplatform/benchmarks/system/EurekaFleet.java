package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The peer: the same roles on Eureka and Spring Cloud LoadBalancer, at defaults or at their best tuning. */
final class EurekaFleet extends Fleet {

    private final Path directory;
    private final Path jar;
    private final boolean tuned;
    private final Child server;

    EurekaFleet(Path directory, Path root, boolean tuned) throws IOException, InterruptedException {
        this.directory = directory;
        this.jar = root.resolve("benchmarks/peers/eureka/target/peer-eureka.jar");
        this.tuned = tuned;
        int port = Ports.free();
        this.server = Child.java(
                "eureka-" + port,
                port,
                directory,
                jar,
                List.of("--spring.profiles.active=eureka" + (tuned ? ",tuned" : ""), "--server.port=" + port),
                Map.of());
        server.awaitReady("/readyz");
    }

    @Override
    Child addOrders() throws IOException {
        return start("orders", "orders");
    }

    @Override
    Child addStorefront(boolean retries) throws IOException {
        return start("storefront", retries ? "storefront,retry" : "storefront");
    }

    @Override
    String readyPath() {
        return "/readyz";
    }

    @Override
    public void close() {
        super.close();
        server.kill();
    }

    private Child start(String role, String profiles) throws IOException {
        int port = Ports.free();
        return Child.java(
                "eureka-" + role + "-" + port,
                port,
                directory,
                jar,
                List.of(
                        "--spring.profiles.active=" + profiles + (tuned ? ",tuned" : ""),
                        "--server.port=" + port,
                        "--eureka.client.service-url.defaultZone=http://" + server.address() + "/eureka/"),
                Map.of());
    }
}
