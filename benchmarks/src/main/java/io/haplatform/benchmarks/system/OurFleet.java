package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ours: the sample at our defaults on a Redis of its own. */
final class OurFleet extends Fleet {

    private @Nullable Child redis;
    private int redisPort;

    OurFleet(Run run) {
        super(run);
    }

    @Override
    void startRegistry() throws IOException, InterruptedException {
        Child started = run.redis();
        redisPort = started.port();
        redis = started;
    }

    @Override
    Child launchOrders() throws IOException, InterruptedException {
        return launch("orders", List.of());
    }

    @Override
    Child launchStorefront(boolean retries) throws IOException, InterruptedException {
        return launch("storefront", retries ? List.of() : List.of("--ha.load-balancer.retry.max-retries=0"));
    }

    @Override
    String readyPath() {
        return "/health/ready";
    }

    @Override
    Duration watch() {
        return Duration.ofSeconds(8);
    }

    @Override
    public void close() {
        super.close();
        if (redis != null) {
            redis.kill();
        }
    }

    private Child launch(String role, List<String> more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.profiles.active=" + role,
                "--spring.data.redis.port=" + redisPort,
                "--ha.instance.host=127.0.0.1",
                "--ha.registry.last-known-good.directory=" + run.directory().resolve("known")));
        arguments.addAll(more);
        return launch("ours-" + role, run.freePort(), run.sample(), arguments);
    }
}
