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
    private final Party caller;
    private Party owner;

    RedisTakesNoWritesTest(String kind) {
        server = RedisServers.start(kind, Map.of("min-replicas-to-write", "1"));
        writes(true);
        caller = new Party();
        caller.directory.onView("orders", view -> seen.add(ids(view)));
        owner = new Party();
        ALL.forEach(owner::register);
        await("view").atMost(RedisProcess.PATIENCE).until(() -> caller.sees(ALL));
    }

    @AfterEach
    void close() {
        owner.close();
        caller.close();
        server.close();
    }

    @Test
    void keepsInViewWhoCannotComeBackToIt() {
        server.kill();
        server.start();

        keepsFor(ALL);

        writes(true);
        await("registered again").atMost(RedisProcess.PATIENCE).until(() -> Fixture.ids(
                        Fixture.snapshot(caller.registry, "orders"), "orders")
                .containsAll(ALL));
        assertThatNobodyVanished();
    }

    @Test
    void keepsInViewTheFewWhoHadNotComeBackBefore() {
        owner.close();
        Probe.run(server.endpoint(), "FLUSHALL");
        caller.register("d");
        writes(false);
        Set<String> four = Set.of("a", "b", "c", "d");
        await("view").atMost(RedisProcess.PATIENCE).until(() -> caller.sees(four));

        keepsFor(four);

        owner = new Party();
        writes(true);
        ALL.forEach(owner::register);
        await("registered again").atMost(RedisProcess.PATIENCE).until(() -> Fixture.ids(
                        Fixture.snapshot(caller.registry, "orders"), "orders")
                .containsAll(four));
        assertThatNobodyVanished();
    }

    private void writes(boolean taken) {
        Probe.run(server.endpoint(), "CONFIG SET min-replicas-to-write " + (taken ? 0 : 1));
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
        private final RedisRegistry registry =
                new RedisRegistry(server.endpoint(), "no-writes", SHORT, Fixture.PATIENT, time, random.split());
        private final Directory directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, random.split());
        private final Registrar registrar = new Registrar(
                registry,
                directory,
                SHORT,
                time,
                random.split(),
                Long.toHexString(random.nextLong()),
                RefusalProbe.NONE);

        Party() {
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
