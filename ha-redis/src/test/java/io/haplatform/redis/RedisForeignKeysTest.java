package io.haplatform.redis;

import static io.haplatform.redis.Fixture.await;
import static io.haplatform.redis.Fixture.ids;
import static io.haplatform.redis.Fixture.instance;
import static io.haplatform.redis.Fixture.registered;
import static io.haplatform.redis.Fixture.renewed;
import static io.haplatform.redis.Fixture.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.Renewed;
import io.haplatform.core.registry.Snapshot;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers write into the keys that all services share, or make of them. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class RedisForeignKeysTest extends RedisKeysRules {

    RedisForeignKeysTest(String kind) {
        super(kind);
    }

    @Test
    void leavesOutNamesThatNoServiceCanHave() {
        registered(registry, instance("a"));
        stranger().sadd(keys.names(), "no service", "", "x".repeat(129), "a/b", "-x");
        eval("redis.call('SADD', KEYS[1], 'x\\255')", keys.names());

        Snapshot snapshot = snapshot(registry);

        assertThat(snapshot.names()).containsExactly("orders");
        assertThat(snapshot.rejected())
                .hasSize(6)
                .contains("Member 'no service' of key '" + keys.names() + "' is left out: no service can be called"
                        + " that; remove it (SREM '" + keys.names() + "' 'no service')");
    }

    @Test
    void readsOnlySoManyNames() {
        registered(registry, instance("a"));
        eval("for i = 1, 10004 do redis.call('SADD', KEYS[1], 's' .. i) end", keys.names());

        Snapshot snapshot = snapshot(registry);

        assertThat(snapshot.names()).hasSize(10_000);
        assertThat(snapshot.rejected())
                .singleElement()
                .asString()
                .contains("holds 5 more names of services than are read");
    }

    @Test
    void sweepsOutWhatCannotBeALeaseOrAnObservation() {
        registered(registry, instance("a"));
        Lease b = registered(registry, instance("b"));
        for (String key : List.of("lease", "seen")) {
            for (String member : List.of("junk", "", "/", "orders/ghost", "no service/x|y", "orders/a", "other/x|y")) {
                stranger().zadd(keys.prefix() + key, 1, member);
            }
            eval("redis.call('ZADD', KEYS[1], 1, 'x\\255/y|z', 1, 'orders/\\255|z')", keys.prefix() + key);
        }
        stranger().hset(keys.prefix() + "own", "orders/!", "0".repeat(40) + "-10.0.0.1:80 first");
        stranger().zadd(keys.prefix() + "lease", 1, "orders/!");

        List<String> removed = store.passRenewing(registry, LEASE.multipliedBy(2), b);

        assertThat(removed).containsExactly("orders/a");
        assertThat(stranger().zrange(keys.prefix() + "lease", 0, -1)).containsExactly("orders/b");
        assertThat(stranger().zcard(keys.prefix() + "seen")).isZero();
        assertThat(ids(snapshot(registry, "orders"), "orders")).containsExactly("b");
    }

    @Test
    void anOwnerWritesAnewWhatAStrangerMadeOfItsEntry() {
        Lease a = registered(registry, instance("a"));
        stranger().hset(keys.prefix() + "own", "orders/a", "mine");

        assertThat(renewed(registry, a).states()).containsExactly(LeaseState.GONE);

        assertThat(renewed(registry, registered(registry, instance("a"))).states())
                .containsExactly(LeaseState.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"watchers", "seen"})
    void renewsThoughAKeyThatRenewalsCanDoWithoutIsAnothers(String name) {
        Lease a = registered(registry, instance("a"));
        stranger().del(keys.prefix() + name);
        stranger().set(keys.prefix() + name, "mine");

        Renewed renewed = watching(a);

        assertThat(renewed.states()).containsExactly(LeaseState.OK);
        assertThat(renewed.watchers()).isEqualTo(name.equals("watchers") ? 0 : 1);
    }

    @Test
    void sweepsThoughTheWatchersAreAnothersKey() {
        registered(registry, instance("a"));
        Lease b = registered(registry, instance("b"));
        stranger().set(keys.prefix() + "watchers", "mine");

        assertThat(store.passRenewing(registry, LEASE.multipliedBy(2), b)).containsExactly("orders/a");
    }

    @Test
    void oneDamagedServiceCostsItsNeighboursInTheProcessNothing() {
        Lease a = registered(registry, instance("a"));
        Lease x = registered(registry, instance("broken", "x", "first", "10.0.0.1", Map.of()));
        stranger().del(keys.instances("broken"));
        stranger().set(keys.instances("broken"), "mine");

        assertThat(renewed(registry, x, a).states()).containsExactly(LeaseState.GONE, LeaseState.OK);
    }

    @Test
    void whoHadLapsedRenewsThoughItsObservationsAreAnothersKey() {
        Lease a = registered(registry, instance("a"));
        store.passRenewing(registry, LEASE.multipliedBy(2));
        stranger().del(keys.observations("orders"));
        stranger().set(keys.observations("orders"), "mine");

        assertThat(renewed(registry, a).states()).containsExactly(LeaseState.OK);
    }

    @Test
    void skipsALogEntryThatOnlyLooksLikeOurs() throws InterruptedException {
        registered(registry, instance("a"));
        Tape tape = new Tape();
        registry.follow(snapshot(registry).position(), tape);
        for (String[] garbage : new String[][] {{"two", "0", "[]"}, {"2", "soon", "[]"}, {"2", "0", "{"}}) {
            stranger()
                    .xadd(
                            keys.log(),
                            Map.of(
                                    "v",
                                    "1",
                                    "store",
                                    "s",
                                    "rev",
                                    garbage[0],
                                    "nonce",
                                    "n",
                                    "prev",
                                    "p",
                                    "at",
                                    garbage[1],
                                    "e",
                                    garbage[2]));
        }
        registered(registry, instance("b"));

        assertThat(tape.next()).isEqualTo("2:[b]");
    }

    @Test
    void leavesOutAnObservationThatIsTooLarge() {
        registered(registry, instance("a"));
        stranger().hset(keys.observations("orders"), "a|big", "9".repeat(40_000));

        Snapshot snapshot = snapshot(registry, "orders");

        assertThat(snapshot.rejected()).singleElement().asString().contains("'a|big'", "at most 16384 bytes");
        assertThat(Fixture.records(snapshot, "orders").observations()).isEmpty();
    }

    @ParameterizedTest(name = "a size of {0} means a renewal every {1} ms and a lease of {2} ms")
    @CsvSource({
        "8000, 4000, 12000",
        "1000000000000000000, 2000, 6000",
        "-1, 2000, 6000",
        "nan, 2000, 6000",
        "inf, 2000, 6000",
        "many, 2000, 6000",
        "'', 2000, 6000"
    })
    void stretchesWithTheFleetAndBelievesNoSizeThatCannotBe(String size, long renew, long lease) {
        Lease a = registered(registry, instance("a"));
        stranger().hset(keys.prefix() + "meta", "size", size);

        Renewed renewed = renewed(registry, a);

        assertThat(renewed.renewInterval()).isEqualTo(Duration.ofMillis(renew));
        assertThat(renewed.leaseDuration()).isEqualTo(Duration.ofMillis(lease));
        await(registry.sweep());
        assertThat(renewed(registry, a).leaseDuration()).as("a sweep counts").isEqualTo(LEASE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e18", "-1e18", "nan", "inf", "soon"})
    void aStrangersTimesCannotKeepInstancesForEver(String time) {
        registered(registry, instance("a"));
        Lease b = registered(registry, instance("b"));
        for (String field : List.of("swept", "grace", "longest", "longestAt", "grace:orders")) {
            stranger().hset(keys.prefix() + "meta", field, time);
        }

        assertThat(store.passRenewing(registry, Duration.ofMinutes(11), b)).containsExactly("orders/a");
    }

    private Renewed watching(Lease lease) {
        return await(registry.renew(new Renewal("process", List.of(lease), new Position("any", 1, "any"))));
    }

    private void eval(String script, String key) {
        stranger().eval(script, ScriptOutputType.STATUS, key);
    }
}
