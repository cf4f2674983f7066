package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.RefusalProbe;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.core.time.SystemTime;
import io.haplatform.test.FaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A Redis that came back empty and takes no writes: nobody is let go for not having registered there again. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class RedisTakesNoWritesTest {

    private static final LeasePolicy SHORT = new LeasePolicy(Duration.ofMillis(300), Duration.ofSeconds(1));
    private static final Set<String> ALL = Set.of("a", "b", "c");

    private final SplittableRandom random = new SplittableRandom();
    private final List<Set<String>> seen = new CopyOnWriteArrayList<>();
    private final RedisProcess server;
    /** From the owner to the server. */
    private final FaultProxy way;

    private final Party caller;
    private Party owner;

    RedisTakesNoWritesTest(String kind) {
        server = RedisServers.start(kind, Map.of("min-replicas-to-write", "1"));
        writes(true);
        way = FaultProxy.to(server.endpoint().host(), server.endpoint().port());
        caller = new Party(server.endpoint());
        caller.directory.onView("orders", view -> seen.add(ids(view)));
        owner = new Party(RedisEndpoint.of("127.0.0.1", way.port()));
        ALL.forEach(owner::register);
        await("view").atMost(RedisProcess.PATIENCE).until(() -> caller.sees(ALL));
    }

    @AfterEach
    void close() {
        owner.close();
        caller.close();
        way.close();
        server.close();
    }

    @Test
    void keepsInViewWhoCannotComeBackToIt() {
        Set<String> five = Set.of("a", "b", "c", "d", "e");
        owner.register("d");
        owner.register("e");
        await("view").atMost(RedisProcess.PATIENCE).until(() -> caller.sees(five));
        awaitRenewals();
        way.refuse();
        long snapshots = caller.directory.status().snapshots();
        Probe.run(server.endpoint(), "FLUSHALL");
        await("the caller has read a store in which nobody is")
                .atMost(RedisProcess.PATIENCE)
                .until(() -> caller.directory.status().snapshots() > snapshots);
        // from here on it has no renewals that could fail, by which it would know
        caller.registrar.close();
        writes(false);
        way.heal();

        keepsFor(five);

        writes(true);
        await("registered again").atMost(RedisProcess.PATIENCE).until(() -> Fixture.ids(
                        Fixture.snapshot(caller.registry, "orders"), "orders")
                .containsAll(five));
        assertThatNobodyVanished();
    }

    @Test
    void keepsInViewTheFewWhoHadNotComeBackBefore() {
        owner.close();
        Probe.run(server.endpoint(), "FLUSHALL");
        List.of("d", "e", "f").forEach(caller::register);
        writes(false);
        Set<String> six = Set.of("a", "b", "c", "d", "e", "f");
        await("view").atMost(RedisProcess.PATIENCE).until(() -> caller.sees(six));

        keepsFor(six);

        owner = new Party(server.endpoint());
        writes(true);
        ALL.forEach(owner::register);
        await("registered again").atMost(RedisProcess.PATIENCE).until(() -> Fixture.ids(
                        Fixture.snapshot(caller.registry, "orders"), "orders")
                .containsAll(six));
        assertThatNobodyVanished();
    }

    private void writes(boolean taken) {
        Probe.run(server.endpoint(), "CONFIG SET min-replicas-to-write " + (taken ? 0 : 1));
    }

    /** By which both know how long leases are here. */
    private void awaitRenewals() {
        String watchers = new Keys("no-writes").fixed().get(6);
        try (Probe probe = new Probe(server.endpoint())) {
            await("both have renewed")
                    .atMost(RedisProcess.PATIENCE)
                    .until(() -> probe.redis().zcard(watchers) == 2);
        }
    }

    private void keepsFor(Set<String> all) {
        await("five leases")
                .atMost(RedisProcess.PATIENCE)
                .during(SHORT.leaseDuration().multipliedBy(5))
                .until(() -> caller.sees(all));
    }

    private void assertThatNobodyVanished() {
        assertThat(seen.stream().dropWhile(view -> !view.containsAll(ALL)))
                .isNotEmpty()
                .allMatch(view -> view.containsAll(ALL));
    }

    private static Set<String> ids(ServiceView view) {
        return view.instances().stream().map(each -> each.key().id()).collect(Collectors.toSet());
    }

    /** With leases of a second. */
    private final class Party implements AutoCloseable {

        private final SystemTime time = new SystemTime("no-writes");
        private final RedisRegistry registry;
        private final Directory directory;
        private final Registrar registrar;

        Party(RedisEndpoint endpoint) {
            registry = new RedisRegistry(endpoint, "no-writes", SHORT, Fixture.PATIENT, time, random.split());
            directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, random.split());
            String process = Long.toHexString(random.nextLong());
            registrar = new Registrar(registry, directory, SHORT, time, random.split(), process, RefusalProbe.NONE);
            directory.start();
            registrar.start();
        }

        void register(String id) {
            Fixture.await(registrar.register(Fixture.instance(id)));
        }

        boolean sees(Set<String> ids) {
            return ids(directory.view("orders")).equals(ids);
        }

        @Override
        public void close() {
            registrar.close();
            directory.close();
            registry.close();
            time.close();
        }
    }
}
