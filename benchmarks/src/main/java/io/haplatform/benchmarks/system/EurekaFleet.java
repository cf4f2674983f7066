package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The peer: the same roles on Eureka and Spring Cloud LoadBalancer. */
final class EurekaFleet extends Fleet {

    /** How its timers are set. */
    enum Timers {
        TUNED(",tuned", Duration.ofSeconds(8)),
        DEFAULTS("", Duration.ofMinutes(2));

        private final String profile;
        private final Duration watch;

        Timers(String profile, Duration watch) {
            this.profile = profile;
            this.watch = watch;
        }
    }

    private final Timers timers;
    private @Nullable Child server;
    private String serverUrl = "";

    EurekaFleet(Run run, Timers timers) {
        super(run);
        this.timers = timers;
    }

    @Override
    void startRegistry() throws IOException, InterruptedException {
        int port = run.freePort();
        Child started = launch("server", "eureka", port, List.of());
        server = started;
        serverUrl = "http://" + started.address() + "/eureka/";
        started.awaitReady("/readyz");
    }

    @Override
    Child launchOrders() throws IOException, InterruptedException {
        return launch("orders", "orders");
    }

    @Override
    Child launchStorefront(boolean retries) throws IOException, InterruptedException {
        return launch("storefront", retries ? "storefront,retry" : "storefront");
    }

    @Override
    String readyPath() {
        return "/readyz";
    }

    @Override
    Duration watch() {
        return timers.watch;
    }

    @Override
    public void close() {
        super.close();
        if (server != null) {
            server.kill();
        }
    }

    private Child launch(String role, String profiles) throws IOException, InterruptedException {
        return launch(role, profiles, run.freePort(), List.of("--eureka.client.service-url.defaultZone=" + serverUrl));
    }

    private Child launch(String role, String profiles, int port, List<String> more)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--spring.profiles.active=" + profiles + timers.profile));
        arguments.addAll(more);
        return launch(
                "eureka-" + role,
                port,
                run.root().resolve("benchmarks/peers/eureka/target/peer-eureka.jar"),
                arguments);
    }
}
