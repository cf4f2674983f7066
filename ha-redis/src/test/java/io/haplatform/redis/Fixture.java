package io.haplatform.redis;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.Renewed;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.time.SystemTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Registries on a real server, closed together, and short words for what one does with them. */
final class Fixture implements AutoCloseable {

    /** Generous where the machine may be busy; a test of time-outs gives its own. */
    static final RedisPolicy PATIENT = new RedisPolicy(
            Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofSeconds(10));

    /** Quick to notice, slow enough for a busy machine. */
    static final RedisPolicy ALERT = new RedisPolicy(
            Duration.ofMillis(700), Duration.ofMillis(700), Duration.ofMillis(300), Duration.ofSeconds(10));

    static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    private final SystemTime time = new SystemTime("test");
    private final SplittableRandom random = new SplittableRandom();
    private final List<RedisRegistry> registries = new ArrayList<>();
    private final String namespace = "test-" + Long.toHexString(random.nextLong());

    String namespace() {
        return namespace;
    }

    Keys keys() {
        return new Keys(namespace);
    }

    RedisRegistry registry(RedisDeployment endpoint) {
        return registry(endpoint, PATIENT);
    }

    RedisRegistry registry(RedisDeployment endpoint, RedisPolicy timings) {
        return registry(endpoint, timings, random.split());
    }

    RedisRegistry registry(RedisDeployment endpoint, RedisPolicy timings, RandomGenerator draws) {
        RedisRegistry registry = new RedisRegistry(endpoint, namespace, LeasePolicy.DEFAULT, timings, time, draws);
        registries.add(registry);
        return registry;
    }

    @Override
    public void close() {
        registries.forEach(RedisRegistry::close);
        time.close();
    }

    /** The same server to somebody else. */
    static RedisEndpoint as(RedisEndpoint server, @Nullable String username, String password) {
        return new RedisEndpoint(server.host(), server.port(), server.access().as(username, password));
    }

    static Registration instance(String id) {
        return instance("orders", id, "first", "10.0.0.1", Map.of());
    }

    static Registration instance(
            String service, String id, String incarnation, String host, Map<String, String> metadata) {
        return Registration.up(new InstanceKey(service, id), incarnation, host, 8080, NEW_YEAR)
                .withMetadata(metadata);
    }

    static Lease registered(Registry registry, Registration registration) {
        Registered answer = await(registry.register(List.of(registration))).get(0);
        if (answer instanceof Registered.Accepted accepted) {
            return new Lease(registration.key(), registration.incarnation(), accepted.digest());
        }
        throw new AssertionError("it must be accepted but the answer is " + answer);
    }

    static Renewed renewed(Registry registry, Lease... leases) {
        return await(registry.renew(new Renewal("process", List.of(leases), Position.NONE)));
    }

    static Snapshot snapshot(Registry registry, String... services) {
        return await(registry.snapshot(Set.of(services)));
    }

    static Snapshot.Records records(Snapshot snapshot, String service) {
        Snapshot.Records records = snapshot.services().get(service);
        if (records == null) {
            throw new AssertionError("the snapshot must contain " + service);
        }
        return records;
    }

    static List<String> ids(Snapshot snapshot, String service) {
        return records(snapshot, service).registrations().stream()
                .map(r -> r.key().id())
                .toList();
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RegistryException refused) {
                throw refused;
            }
            throw new AssertionError("a stage must fail with RegistryException alone", e);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within 20 s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
