package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.RefusalProbe;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.core.time.SystemTime;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** A process as an application is one: it registers, renews, sweeps, and follows one service. */
final class Member implements AutoCloseable {

    private static final String SERVICE = "orders";
    private static final RedisPolicy ALERT = new RedisPolicy(
            Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMillis(500));

    private final SystemTime time = new SystemTime("member");
    private final List<List<String>> seen = new CopyOnWriteArrayList<>();
    private final Registry registry;
    private final Directory directory;
    private final Registrar registrar;

    Member(RedisDeployment deployment, String namespace) {
        this(
                LeasePolicy.DEFAULT,
                (time, random) -> new RedisRegistry(deployment, namespace, LeasePolicy.DEFAULT, ALERT, time, random));
    }

    /** @param connection to the registry, which the member closes */
    Member(LeasePolicy policy, BiFunction<Time, RandomGenerator, Registry> connection) {
        SplittableRandom random = new SplittableRandom();
        registry = connection.apply(time, random.split());
        directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, random.split());
        registrar = new Registrar(
                registry,
                directory,
                policy,
                time,
                random.split(),
                Long.toHexString(random.nextLong()),
                RefusalProbe.NONE);
        directory.onView(SERVICE, view -> seen.add(ids(view)));
        directory.start();
        registrar.start();
    }

    Registry registry() {
        return registry;
    }

    Directory directory() {
        return directory;
    }

    Registrar registrar() {
        return registrar;
    }

    Time time() {
        return time;
    }

    /** Returns when the registry has accepted it, however long that takes. */
    void register(String id) {
        register(Fixture.instance(id));
    }

    void register(Registration registration) {
        Fixture.await(registrar.register(registration));
    }

    void awaitView(String... ids) {
        await("view of " + List.of(ids)).atMost(RedisProcess.PATIENCE).until(() -> ids(directory.view(SERVICE))
                .equals(List.of(ids)));
    }

    /** What a caller gets without waiting. */
    List<String> lookup() {
        return directory
                .lookup(SERVICE)
                .thenApply(Member::ids)
                .toCompletableFuture()
                .getNow(List.of("not at once"));
    }

    /** Once a view had somebody, none was empty. */
    void assertThatNobodyVanished() {
        assertThat(seen.stream().dropWhile(List::isEmpty)).isNotEmpty().noneMatch(List::isEmpty);
    }

    /** Whether a process follows the log on this server. */
    static boolean areOn(RedisProcess server) {
        try (Probe probe = new Probe(server.endpoint())) {
            return probe.redis().clientList().contains("cmd=xread");
        }
    }

    /** Returns when a process follows the log there: a view may have come by a snapshot, before anybody follows. */
    static void awaitOn(RedisProcess server) {
        await("follower").atMost(RedisProcess.PATIENCE).until(() -> areOn(server));
    }

    private static List<String> ids(ServiceView view) {
        return view.instances().stream().map(i -> i.key().id()).toList();
    }

    @Override
    public void close() {
        registrar.close();
        directory.close();
        registry.close();
        time.close();
    }
}
