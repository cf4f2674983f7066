package io.haplatform.redis;

import static io.haplatform.redis.Fixture.await;
import static io.haplatform.redis.Fixture.instance;
import static io.haplatform.redis.Fixture.registered;
import static io.haplatform.redis.Fixture.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.haplatform.core.registry.RegistryException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a Redis says that does not let us in, or lets us in too little, or may forget what we told it. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class RedisAccessTest {

    private final Fixture fixture = new Fixture();
    private final String kind;
    private @Nullable RedisProcess server;

    RedisAccessTest(String kind) {
        this.kind = kind;
    }

    @AfterEach
    void close() {
        fixture.close();
        if (server != null) {
            server.close();
        }
    }

    @Test
    void saysWhichSettingIsMissingWhenRedisWantsAPassword() {
        RedisEndpoint endpoint = start(Map.of("requirepass", "secret"));

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> snapshot(fixture.registry(endpoint)))
                .withMessageStartingWith("Redis at " + endpoint.address() + " does not let us in with no password:"
                        + " set spring.data.redis.password, and spring.data.redis.username for an ACL user (NOAUTH");
    }

    @Test
    void saysThatThePasswordIsWrongAndDoesNotRepeatIt() {
        RedisEndpoint endpoint = start(Map.of("requirepass", "secret"));

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> snapshot(fixture.registry(Fixture.as(endpoint, null, "guess"))))
                .withMessageContaining("does not let us in with the given password: set spring.data.redis.password")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("guess"));
    }

    @Test
    void saysWhichRightsAUserLacks() {
        RedisEndpoint endpoint = start(Map.of());
        Probe.run(endpoint, "ACL SETUSER poor on >pass ~* +@connection +info");

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> snapshot(fixture.registry(Fixture.as(endpoint, "poor", "pass"))))
                .withMessageStartingWith(
                        "Redis at " + endpoint.address() + " does not let us do what we must as user 'poor': give the"
                                + " user of spring.data.redis.username these rights: ~{ha:" + fixture.namespace()
                                + "}:* +ping +select");
    }

    @Test
    void saysWhichRightsAUserLacksWithinAScript() {
        RedisEndpoint endpoint = start(Map.of());
        Probe.run(endpoint, "ACL SETUSER poor on >pass ~other:* +@all");

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> snapshot(fixture.registry(Fixture.as(endpoint, "poor", "pass"))))
                .withMessageContaining("does not let us do what we must as user 'poor'");
    }

    @Test
    void asksAgainEverMoreSeldomWhereOnlyASettingCanHelp() {
        RedisEndpoint endpoint = start(Map.of("requirepass", "secret"));
        CompletableFuture<Long> patient = new CompletableFuture<>();
        // draws no wait at all, but sees between which bounds it draws
        RandomGenerator hurried = new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public long nextLong(long bound) {
                if (bound > 5_000) {
                    patient.complete(bound);
                }
                return 0;
            }
        };
        fixture.registry(Fixture.as(endpoint, null, "guess"), Fixture.PATIENT, hurried);

        assertThat(await(patient)).isGreaterThan(5_000);
    }

    @Test
    void staysAwayForAFollowerWhileTheLogMayNotBeRead() throws InterruptedException {
        RedisEndpoint endpoint = start(Map.of());
        Probe.run(endpoint, "ACL SETUSER half on >pass " + RedisRegistry.aclRules(fixture.namespace()) + " -xread");
        RedisRegistry registry = fixture.registry(Fixture.as(endpoint, "half", "pass"));
        Tape tape = new Tape();
        registry.follow(snapshot(registry).position(), tape);

        assertThat(tape.next()).startsWith("away: ").contains("does not let us do what we must as user 'half'");
        assertThat(tape.within(Duration.ofMillis(2_500)))
                .as("while it tries twice more")
                .isNull();

        Probe.run(endpoint, "ACL SETUSER half +xread");
        assertThat(tape.next()).startsWith("back: ");
        registered(registry, instance("a"));
        assertThat(tape.next()).isEqualTo("1:[a]");
    }

    @Test
    void warnsOfARedisThatMayEvictTheRegistry() {
        RedisEndpoint endpoint = start(Map.of("maxmemory-policy", "allkeys-lru"));
        RedisRegistry registry = fixture.registry(endpoint);
        snapshot(registry);
        snapshot(registry);

        assertThat(registry.warnings())
                .containsExactly(
                        "Redis at " + endpoint.address() + " has maxmemory-policy allkeys-lru and may evict the"
                                + " registry when memory runs short: set maxmemory-policy to noeviction or a volatile-* policy,"
                                + " or use another Redis");
    }

    @Test
    void isSilentAboutEvictionWhereItMayNotAskOrNeedNotFear() {
        RedisEndpoint endpoint = start(Map.of());
        Probe.run(endpoint, "ACL SETUSER blind on >pass ~* +@all -info");
        for (RedisEndpoint each : new RedisEndpoint[] {endpoint, Fixture.as(endpoint, "blind", "pass")}) {
            RedisRegistry registry = fixture.registry(each);
            snapshot(registry);
            snapshot(registry);
            assertThat(registry.warnings()).isEmpty();
        }
    }

    private RedisEndpoint start(Map<String, String> settings) {
        RedisProcess started = RedisServers.start(kind, settings);
        server = started;
        return started.endpoint();
    }
}
