package io.haplatform.redis;

import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.time.SystemTime;
import io.haplatform.test.SharedStore;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** A namespace of a real Redis whose scripts are told the time by the test. */
final class RedisStore implements SharedStore {

    private final SystemTime time = new SystemTime("contract");
    private final SplittableRandom random = new SplittableRandom();
    private final String namespace = "contract-" + Long.toHexString(random.nextLong());
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<RedisRegistry> registries = new ArrayList<>();
    private final RedisDeployment deployment;
    private final LeasePolicy policy;
    private final Probe probe;

    RedisStore(RedisEndpoint endpoint) {
        this(endpoint, LeasePolicy.DEFAULT);
    }

    RedisStore(RedisEndpoint endpoint, LeasePolicy policy) {
        this(endpoint, policy, keys -> endpoint);
    }

    /** @param server which server of the deployment has these keys */
    RedisStore(RedisDeployment deployment, LeasePolicy policy, Function<Keys, RedisEndpoint> server) {
        this.deployment = deployment;
        this.policy = policy;
        this.probe = new Probe(server.apply(keys()));
    }

    Probe probe() {
        return probe;
    }

    Keys keys() {
        return new Keys(namespace);
    }

    @Override
    public Registry connect() {
        return connect(policy);
    }

    /** A process that was configured otherwise. */
    Registry connect(LeasePolicy policy) {
        RedisRegistry registry =
                new RedisRegistry(deployment, namespace, policy, Fixture.PATIENT, time, random.split(), now::get);
        registries.add(registry);
        return registry;
    }

    @Override
    public LeasePolicy policy() {
        return policy;
    }

    @Override
    public void pass(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    /** Lets time pass as it does where somebody sweeps each second, and tells who was removed. */
    List<String> passRenewing(Registry registry, Duration duration, Lease... leases) {
        Duration step = Duration.ofSeconds(1);
        List<String> removed = new ArrayList<>();
        for (Duration left = duration; left.compareTo(Duration.ZERO) > 0; left = left.minus(step)) {
            pass(step);
            Fixture.renewed(registry, leases);
            Fixture.await(registry.sweep()).removed().forEach(key -> removed.add(key.toString()));
        }
        return removed;
    }

    @Override
    public void trimLog() {
        probe.redis().xtrim(keys().log(), 1);
    }

    /** Nothing of it reaches a reader by itself; the next reply to anything does. */
    @Override
    public void loseEverything() {
        probe.redis()
                .eval(
                        "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end",
                        ScriptOutputType.STATUS,
                        new String[0],
                        keys().prefix() + "*");
        registries.forEach(registry -> await(registry.snapshot(Set.of())));
    }

    @Override
    public void run() {}

    @Override
    public void close() {
        registries.forEach(RedisRegistry::close);
        time.close();
        probe.close();
    }
}
