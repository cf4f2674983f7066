package io.haplatform.redis;

import static io.haplatform.redis.Fixture.await;
import static io.haplatform.redis.Fixture.ids;
import static io.haplatform.redis.Fixture.instance;
import static io.haplatform.redis.Fixture.records;
import static io.haplatform.redis.Fixture.registered;
import static io.haplatform.redis.Fixture.renewed;
import static io.haplatform.redis.Fixture.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.RegistryException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A user with the rights of one service: it lives as everybody does, and cannot write what another service says of itself. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class RedisNarrowRightsTest {

    private final Fixture fixture = new Fixture();
    private final RedisProcess server;
    private final Probe probe;
    private final RedisRegistry everybody;
    private final RedisRegistry orders;

    RedisNarrowRightsTest(String kind) {
        server = RedisServers.start(kind, Map.of());
        probe = new Probe(server.endpoint());
        boolean patterns = knowsRightsToReadAlone(probe);
        if (!patterns) {
            probe.close();
            server.close();
        }
        assumeTrue(patterns, "Redis knows rights to read alone from 7.0 on");
        probe.run("ACL SETUSER orders on >pass " + RedisRegistry.aclRules(fixture.namespace(), List.of("orders")));
        everybody = fixture.registry(server.endpoint());
        orders = fixture.registry(Fixture.as(server.endpoint(), "orders", "pass"));
    }

    @AfterEach
    void close() {
        fixture.close();
        probe.close();
        server.close();
    }

    @Test
    void sufficesToLive() throws InterruptedException {
        lives();
    }

    /** Those of the first user are taken away elsewhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "~meta",
                "~log",
                "~own",
                "~lease",
                "~names",
                "~seen",
                "~watchers",
                "~s:*",
                "%R~i:*",
                "%R~o:*",
                "~i:orders",
                "+eval_ro",
                "+evalsha_ro"
            })
    void eachRuleIsNeededThatIsItsAlone(String rule) {
        String prefix = fixture.keys().prefix();
        String without = rule.startsWith("+") ? rule : rule.replace("~", "~" + prefix);
        List<String> rules = List.of(
                RedisRegistry.aclRules(fixture.namespace(), List.of("orders")).split(" ", -1));
        assertThat(rules).contains(without);
        probe.run("ACL SETUSER orders reset on >pass "
                + rules.stream().filter(each -> !each.equals(without)).collect(Collectors.joining(" ")));
        // a script that Redis knows is not sent
        probe.redis().scriptFlush();

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(this::lives)
                .withMessageContaining("does not let us do what we must as user 'orders'");
    }

    private void lives() throws InterruptedException {
        Lease bill = registered(everybody, of("billing", "b"));
        Tape tape = new Tape();
        orders.follow(snapshot(orders, "billing").position(), tape);

        Lease a = registered(orders, instance("a"));
        assertThat(renewed(orders, a).states()).containsExactly(LeaseState.OK);
        assertThat(ids(snapshot(orders, "orders", "billing"), "billing")).containsExactly("b");
        Instant now = snapshot(orders).now();
        Observation seen =
                new Observation(bill.key(), "first", "a", Evidence.REFUSED, "refused", now, now.plusSeconds(60));
        assertThat(change(new Change.Observe(seen))).isEqualTo(Changed.Result.APPLIED);
        assertThat(records(snapshot(orders, "billing"), "billing").observations())
                .containsExactly(seen);
        assertThat(change(new Change.Unobserve(bill.key(), "a"))).isEqualTo(Changed.Result.APPLIED);
        await(orders.sweep());
        assertThat(change(new Change.Deregister(a.key(), "first"))).isEqualTo(Changed.Result.APPLIED);

        for (String entry : List.of("2:[a]", "3:[b]", "4:[b]", "5:[a]")) {
            assertThat(tape.next()).isEqualTo(entry);
        }
    }

    @Test
    void doesNotSufficeToSpeakForAnotherService() {
        registered(everybody, of("billing", "b"));
        Registration stolen = instance("billing", "b", "stolen", "10.0.0.1", Map.of());
        InstanceKey key = stolen.key();

        refused(() -> await(orders.register(List.of(stolen))));
        refused(() -> change(new Change.Deregister(key, "first")));
        OperatorOverride override =
                new OperatorOverride(key, 1, 0, null, null, "ann", "", Instant.EPOCH, null, Map.of());
        refused(() -> change(new Change.PutOverride(override)));
        refused(() -> change(new Change.RemoveOverride(key, 1)));

        assertThat(records(snapshot(everybody, "billing"), "billing").registrations())
                .containsExactly(of("billing", "b"));
        // what was refused is not taken for its own from then on, or Redis would refuse all that names it
        probe.redis().zadd(fixture.keys().leases(), 1, "billing/b");
        assertThat(await(orders.sweep()).removed()).isEmpty();
    }

    @Test
    void doesNotSufficeToWriteAnotherServicesRecordByHandButToForgeAnEntryOfTheLog() {
        registered(everybody, of("billing", "b"));
        Keys keys = fixture.keys();
        RedisURI uri = RedisURI.builder()
                .withHost(server.endpoint().host())
                .withPort(server.endpoint().port())
                .withAuthentication("orders", "pass".toCharArray())
                .build();
        RedisClient client = RedisClient.create(uri);
        try (StatefulRedisConnection<String, String> own = client.connect()) {
            assertThatExceptionOfType(RedisCommandExecutionException.class)
                    .isThrownBy(() -> own.sync().hset(keys.instances("billing"), "b", "{}"))
                    .withMessageContaining("NOPERM");
            assertThatExceptionOfType(RedisCommandExecutionException.class)
                    .isThrownBy(() -> own.sync().hdel(keys.instances("billing"), "b"))
                    .withMessageContaining("NOPERM");
            // what only signatures prevent; docs/guarantees.md says so
            assertThat(own.sync().xadd(keys.log(), Map.of("e", "[]"))).isNotEmpty();
        } finally {
            client.shutdown(Duration.ZERO, Duration.ZERO);
        }
    }

    @Test
    void removesTheDeadOfItsOwnServiceAndLeavesThoseOfOthers() {
        registered(everybody, of("billing", "b"));
        registered(everybody, of("billing", "dead"));
        registered(orders, instance("a"));
        registered(orders, instance("dead"));
        Keys keys = fixture.keys();
        await(orders.sweep());
        // far behind what any grace may forgive
        probe.redis().hset(keys.fixed().get(0), Map.of("grace", "0"));
        for (String service : List.of("orders", "billing")) {
            probe.redis().zadd(keys.leases(), 1, service + "/dead");
        }

        await(orders.sweep());

        assertThat(ids(snapshot(orders, "orders", "billing"), "orders")).containsExactly("a");
        assertThat(ids(snapshot(orders, "billing"), "billing")).containsExactly("b", "dead");
        await(everybody.sweep());
        assertThat(ids(snapshot(orders, "billing"), "billing")).containsExactly("b");
    }

    @Test
    void seesThatManyOthersAreSilentAndForgetsNoProtection() {
        Keys keys = fixture.keys();
        registered(orders, instance("a"));
        for (int i = 0; i < 20; i++) {
            registered(everybody, of("billing", "b" + i));
        }
        await(orders.sweep());
        probe.redis().hset(keys.fixed().get(0), Map.of("grace", "0"));
        for (int i = 0; i < 19; i++) {
            probe.redis().zadd(keys.leases(), 1, "billing/b" + i);
        }
        assertThat(await(everybody.sweep()).protection().active()).isTrue();

        assertThat(await(orders.sweep()).protection().active()).isTrue();
        assertThat(ids(snapshot(orders, "billing"), "billing")).hasSize(20);
    }

    @Test
    void repairsWhatHasVanishedAndKeepsOthersInViewsMeanwhile() {
        registered(everybody, of("billing", "b"));
        snapshot(orders, "billing");
        Keys keys = fixture.keys();

        probe.redis().del(keys.names());
        assertThat(snapshot(orders, "billing").names()).containsExactly("billing");
        probe.redis().del(keys.fixed().get(0), keys.fixed().get(2));
        assertThat(ids(snapshot(orders, "billing"), "billing"))
                .as("while nobody can tell whose it is")
                .containsExactly("b");
    }

    /** Whether a server of this version can be given the rights of one service. */
    static boolean knowsRightsToReadAlone(Probe probe) {
        return probe.redis().info("server").lines().noneMatch(line -> line.startsWith("redis_version:6."));
    }

    private Changed.Result change(Change change) {
        return await(orders.change(change)).result();
    }

    private static Registration of(String service, String id) {
        return instance(service, id, "first", "10.0.0.1", Map.of());
    }

    private static void refused(Runnable attempt) {
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(attempt::run)
                .withMessageContaining("does not let us do what we must as user 'orders'");
    }
}
