package io.haplatform.redis;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.RefusalProbe;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.registry.Registrar.State;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.test.FaultProxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A process of a fault history: everything of it is real, but that it shares its JVM and meets Redis behind a proxy. */
final class FaultyProcess implements AutoCloseable {

    static final String ORDERS = "orders";
    static final String STOCK = "stock";
    static final InstanceKey SHARED = new InstanceKey(ORDERS, "shared");
    static final List<String> SERVICES = List.of(ORDERS, STOCK);

    /** Renewals as often as leases of seconds need that bear the same pauses as those of the default. */
    static final LeasePolicy LEASES = new LeasePolicy(Duration.ofMillis(300), Duration.ofSeconds(2));

    static final RedisPolicy TIMINGS = new RedisPolicy(
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            RedisPolicy.DEFAULT.checkInterval());

    private static final DirectoryPolicy READING =
            new DirectoryPolicy(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(500), 100);

    final String name;
    final FaultProxy proxy;
    final Directory directory;
    final Registrar registrar;
    final String incarnation;
    private final GatedTime time;
    private final RedisRegistry registry;
    private volatile boolean stopped;

    /** @param clock what the scripts take for the time */
    FaultyProcess(
            String name,
            String incarnation,
            String namespace,
            int redisPort,
            Supplier<Instant> clock,
            SplittableRandom random) {
        this.name = name;
        this.incarnation = incarnation;
        this.proxy = FaultProxy.to("127.0.0.1", redisPort);
        this.time = new GatedTime(incarnation);
        this.registry = new RedisRegistry(
                RedisEndpoint.of("127.0.0.1", proxy.port()), namespace, LEASES, TIMINGS, time, random.split(), clock);
        this.directory = new Directory(registry, time, READING, random.split());
        this.registrar =
                new Registrar(registry, directory, LEASES, time, random.split(), incarnation, RefusalProbe.NONE);
    }

    void start(Consumer<ServiceView> onView) {
        SERVICES.forEach(service -> directory.onView(service, onView));
        directory.start();
        registrar.start();
        keys().forEach(key -> register(key, name));
    }

    /** The instances that are its alone. */
    List<InstanceKey> keys() {
        return List.of(new InstanceKey(ORDERS, name), new InstanceKey(STOCK, name));
    }

    /** Registers what others may want to be too. */
    void contend() {
        register(SHARED, "10.0.0." + name.charAt(name.length() - 1));
    }

    private void register(InstanceKey key, String host) {
        registrar.register(Fixture.instance(key.service(), key.id(), incarnation, host, Map.of()));
    }

    /** Changes what it says of itself. */
    void say(int number) {
        registrar
                .own()
                .forEach(own -> registrar.update(
                        own.registration().key(), r -> r.withMetadata(Map.of("number", Integer.toString(number)))));
    }

    @Nullable
    State state(InstanceKey key) {
        for (Registrar.Own own : registrar.own()) {
            if (own.registration().key().equals(key)) {
                return own.state();
            }
        }
        return null;
    }

    /** What it has in the registry, if it believes rightly. */
    List<Registration> registered() {
        return registrar.own().stream()
                .filter(own -> own.state() == State.REGISTERED)
                .map(Registrar.Own::registration)
                .toList();
    }

    boolean claims(InstanceKey key) {
        return !stopped && state(key) == State.REGISTERED;
    }

    /** As by SIGSTOP. */
    void stop() {
        stopped = true;
        time.stop();
        proxy.hold(FaultProxy.Direction.TO_CLIENT);
    }

    /** As by SIGCONT. */
    void go() {
        time.go();
        proxy.heal();
        stopped = false;
    }

    /** As {@code kill -9}: the network says the rest. */
    @Override
    public void close() {
        stopped = true;
        proxy.close();
        registry.close();
        time.close();
    }
}
