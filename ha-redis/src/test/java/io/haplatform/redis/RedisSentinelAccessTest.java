package io.haplatform.redis;

import static io.haplatform.redis.Fixture.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.haplatform.core.registry.RegistryException;
import io.haplatform.test.GuardedProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What sentinels ask for, what they do not know, and that they are not there. */
class RedisSentinelAccessTest {

    private static final String PROTECTED = "requirepass hidden";

    private final Fixture fixture = new Fixture();
    private final List<EmbeddedRedis> processes = new ArrayList<>();

    @AfterEach
    void close() {
        fixture.close();
        processes.forEach(EmbeddedRedis::close);
    }

    @Test
    void sentinelsAndServersHaveTheirOwnPasswordsAndTheDatabaseIsTheServers() {
        EmbeddedRedis server = start(new EmbeddedRedis(Map.of("requirepass", "secret")));
        EmbeddedRedis sentinel = start(sentinelOf(server, PROTECTED, "sentinel auth-pass main secret"));
        RedisRegistry registry = fixture.registry(new RedisSentinels(
                "main",
                List.of(Fixture.as(sentinel.endpoint(), null, "hidden")),
                new RedisAccess(3, null, "secret", false, null)));

        Fixture.registered(registry, Fixture.instance("a"));

        try (Probe probe = new Probe(Fixture.as(server.endpoint(), null, "secret"))) {
            assertThat(probe.redis().info("keyspace")).contains("db3:").doesNotContain("db0:");
        }
    }

    @Test
    void needsOfAServerNoMoreRightsThanItsOwnRulesAndOfASentinelOnlyToAsk() {
        EmbeddedRedis server = start(new EmbeddedRedis(Map.of()));
        EmbeddedRedis sentinel = start(sentinelOf(server));
        Probe.run(server.endpoint(), "ACL SETUSER own on >pass " + RedisRegistry.aclRules(fixture.namespace()));
        Probe.run(sentinel.endpoint(), "ACL SETUSER watcher on >hidden +@connection +sentinel|get-master-addr-by-name");
        RedisRegistry registry = fixture.registry(new RedisSentinels(
                "main",
                List.of(Fixture.as(sentinel.endpoint(), "watcher", "hidden")),
                RedisAccess.OPEN.as("own", "pass")));

        Fixture.registered(registry, Fixture.instance("a"));
        assertThat(Fixture.ids(snapshot(registry, "orders"), "orders")).containsExactly("a");

        Probe.run(server.endpoint(), "ACL SETUSER own -role");
        RedisRegistry blind = fixture.registry(new RedisSentinels(
                "main",
                List.of(Fixture.as(sentinel.endpoint(), "watcher", "hidden")),
                RedisAccess.OPEN.as("own", "pass")));
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> snapshot(blind))
                .withMessageContaining("does not let us do what we must as user 'own'");
    }

    @Test
    void saysWhichSettingIsMissingWhenSentinelsWantAPassword() {
        EmbeddedRedis server = start(new EmbeddedRedis(Map.of()));
        EmbeddedRedis sentinel = start(sentinelOf(server, PROTECTED));

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> snapshot(
                        fixture.registry(new RedisSentinels("main", List.of(sentinel.endpoint()), RedisAccess.OPEN))))
                .withMessageStartingWith("No sentinel of Redis master 'main' lets us ask: set"
                        + " spring.data.redis.sentinel.password, and spring.data.redis.sentinel.username for an ACL"
                        + " user with +@connection +sentinel ("
                        + sentinel.endpoint().address() + ": NOAUTH");
    }

    @Test
    void saysThatTheSentinelsDoNotKnowTheMasterByThatName() {
        EmbeddedRedis server = start(new EmbeddedRedis(Map.of()));
        EmbeddedRedis sentinel = start(sentinelOf(server));

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> snapshot(
                        fixture.registry(new RedisSentinels("mian", List.of(sentinel.endpoint()), RedisAccess.OPEN))))
                .withMessage("No master is called 'mian' by the sentinels at "
                        + sentinel.endpoint().address()
                        + ": let spring.data.redis.sentinel.master be the name in their 'sentinel monitor'");
    }

    @Test
    void saysThatNoSentinelIsThere() {
        List<RedisEndpoint> nobody = List.of(
                RedisEndpoint.of("127.0.0.1", GuardedProcess.freePort()),
                RedisEndpoint.of("127.0.0.1", GuardedProcess.freePort()));

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> snapshot(fixture.registry(new RedisSentinels("main", nobody, RedisAccess.OPEN))))
                .withMessageStartingWith("No sentinel of Redis master 'main' answers: start them, or correct"
                        + " spring.data.redis.sentinel.nodes (")
                .withMessageContaining(nobody.get(0).address() + ": Connection refused")
                .withMessageContaining(nobody.get(1).address() + ": Connection refused");
    }

    @Test
    void asksOnWhenMoreSentinelsAreFrozenResetAndDeadThanAreAskedAtOnce() {
        EmbeddedRedis server = start(new EmbeddedRedis(Map.of()));
        EmbeddedRedis frozen = start(sentinelOf(server));
        EmbeddedRedis reset = start(sentinelOf(server));
        EmbeddedRedis living = start(sentinelOf(server));
        frozen.freeze();
        Probe.run(reset.endpoint(), "SENTINEL REMOVE main");
        RedisEndpoint dead = RedisEndpoint.of("127.0.0.1", GuardedProcess.freePort());
        List<RedisEndpoint> all = List.of(frozen.endpoint(), reset.endpoint(), dead, living.endpoint());

        RedisRegistry registry =
                fixture.registry(new RedisSentinels("main", all, RedisAccess.OPEN), Fixture.PATIENT, inTheOrderGiven());

        Fixture.registered(registry, Fixture.instance("a"));
    }

    @Test
    void saysThatAServerIsAReplicaOrASentinelWhereItIsTakenForTheOnlyOne() {
        EmbeddedRedis server = start(new EmbeddedRedis(Map.of()));
        EmbeddedRedis sentinel = start(sentinelOf(server));
        EmbeddedRedis replica = start(new EmbeddedRedis(
                Map.of("replicaof", "127.0.0.1 " + server.endpoint().port())));

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> snapshot(fixture.registry(replica.endpoint())))
                .withMessage(
                        "Redis at " + replica.endpoint().address() + " is a replica: let spring.data.redis.host and"
                                + " port name the master, or set spring.data.redis.sentinel.nodes and"
                                + " spring.data.redis.sentinel.master");
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> snapshot(fixture.registry(sentinel.endpoint())))
                .withMessage("Redis at " + sentinel.endpoint().address() + " is a sentinel: set"
                        + " spring.data.redis.sentinel.nodes and spring.data.redis.sentinel.master instead of"
                        + " spring.data.redis.host");
    }

    @Test
    void saysThatAServerIsNoCluster() {
        EmbeddedRedis server = start(new EmbeddedRedis(Map.of()));

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> snapshot(fixture.registry(new RedisCluster(List.of(server.endpoint())))))
                .withMessage("Redis at " + server.endpoint().address() + " is not a cluster: set"
                        + " spring.data.redis.host and port instead of spring.data.redis.cluster.nodes");
    }

    private static EmbeddedRedis sentinelOf(EmbeddedRedis server, String... settings) {
        List<String> all = new ArrayList<>(
                List.of("sentinel monitor main 127.0.0.1 " + server.endpoint().port() + " 1"));
        all.addAll(List.of(settings));
        return EmbeddedRedis.sentinel(all);
    }

    /** Shuffles nothing. */
    private static RandomGenerator inTheOrderGiven() {
        SplittableRandom random = new SplittableRandom();
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return random.nextLong();
            }

            @Override
            public long nextLong(long bound) {
                return bound - 1;
            }
        };
    }

    private EmbeddedRedis start(EmbeddedRedis process) {
        processes.add(process);
        return process;
    }
}
