package io.haplatform.redis;

import static io.haplatform.redis.Fixture.await;
import static io.haplatform.redis.Fixture.instance;
import static io.haplatform.redis.Fixture.registered;
import static io.haplatform.redis.Fixture.renewed;
import static io.haplatform.redis.Fixture.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Snapshot;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The documented rights suffice for everything a process does, and none is given for nothing. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class RedisRightsTest {

    /** Not the first, so that choosing it is a right, too. */
    private static final int DATABASE = 1;

    /**
     * Not missed here: PING is asked only of a Redis that was silent for a while, the role is believed where there is
     * only one server, and the slots are asked only of a cluster. The last two are missed in {@link
     * RedisSentinelAccessTest} and {@link RedisClusterFailoverTest}.
     */
    private static final List<String> UNTRIED = List.of("+ping", "+role", "+cluster|slots");

    /** Whoever may not ask whether Redis may evict the registry lives without that warning. */
    private static final Map<String, String> OTHERWISE = Map.of("+info", "wrong: no warning");

    private final RedisProcess server;
    private final Probe probe;

    RedisRightsTest(String kind) {
        // whoever may not ask for it does not learn that this Redis may evict the registry
        server = RedisServers.start(kind, Map.of("maxmemory-policy", "allkeys-lru"));
        probe = new Probe(server.endpoint());
    }

    @BeforeEach
    void choose() {
        probe.run("SELECT " + DATABASE);
    }

    @AfterEach
    void close() {
        probe.close();
        server.close();
    }

    @Test
    void sufficeForEverything() throws InterruptedException {
        assertThat(obstacle("")).isEmpty();
    }

    @Test
    void areEachNeeded() throws InterruptedException {
        List<String> rights = Arrays.stream(RedisRegistry.aclRules("any").split(" ", -1))
                .filter(right -> right.startsWith("+") && !UNTRIED.contains(right))
                .toList();
        assertThat(rights).hasSizeGreaterThan(30);
        for (String right : rights) {
            assertThat(obstacle(" -" + right.substring(1)))
                    .as("what fails without " + right)
                    .contains(OTHERWISE.getOrDefault(right, "does not let us do what we must"));
        }
    }

    @Test
    void areThoseThatTheDocumentsName() throws IOException {
        assertThat(Files.readString(Path.of("../docs/deployment.md")))
                .contains("ACL SETUSER fleet on >PASSWORD " + RedisRegistry.aclRules("default") + "\n")
                .contains("ACL SETUSER orders on >PASSWORD " + RedisRegistry.aclRules("default", List.of("orders"))
                        + "\n");
    }

    /** Does everything in a namespace of its own with a user of its own; gives what went wrong first, else nothing. */
    private String obstacle(String without) throws InterruptedException {
        try (Fixture fixture = new Fixture()) {
            probe.run("ACL SETUSER own reset on >pass " + RedisRegistry.aclRules(fixture.namespace()) + without);
            // a script that Redis knows is not sent
            probe.redis().scriptFlush();
            // what is left of a store whose head has vanished, and more names than are read at once
            Keys keys = fixture.keys();
            probe.redis().xadd(keys.log(), Map.of("stray", "1"));
            probe.redis()
                    .eval(
                            "for i = 1, 10001 do redis.call('SADD', KEYS[1], 'x' .. i) end",
                            ScriptOutputType.STATUS,
                            keys.names());
            RedisEndpoint endpoint = server.endpoint();
            RedisRegistry registry = fixture.registry(new RedisEndpoint(
                    endpoint.host(),
                    endpoint.port(),
                    RedisAccess.OPEN.as("own", "pass").in(DATABASE)));
            return everything(registry, keys);
        } catch (RegistryException e) {
            return String.valueOf(e.getMessage());
        } catch (AssertionError e) {
            return "wrong: " + e.getMessage();
        }
    }

    private String everything(RedisRegistry registry, Keys keys) throws InterruptedException {
        Lease a = registered(registry, instance("a"));
        Snapshot before = snapshot(registry, "orders");
        Tape tape = new Tape();
        registry.follow(before.position(), tape);
        Instant now = before.now();
        Observation seen =
                new Observation(a.key(), "first", "caller", Evidence.REFUSED, "refused", now, now.plusSeconds(60));
        change(registry, new Change.Observe(seen));
        change(registry, new Change.Unobserve(a.key(), "caller"));
        change(
                registry,
                new Change.PutOverride(
                        new OperatorOverride(a.key(), 1, 5, null, null, "ann", "", now, null, Map.of())));
        change(registry, new Change.RemoveOverride(a.key(), 1));
        assertThat(renewed(registry, a).states()).containsExactly(LeaseState.OK);
        await(registry.sweep());
        probe.redis().del(keys.names());
        snapshot(registry, "orders");
        change(registry, new Change.Deregister(a.key(), "first"));
        for (int revision = 2; revision <= 6; revision++) {
            assertThat(tape.next()).isEqualTo(revision + ":[a]");
        }
        assertThat(registry.warnings()).withFailMessage("no warning").hasSize(1);
        return "";
    }

    private static void change(RedisRegistry registry, Change change) {
        assertThat(await(registry.change(change)).result()).isEqualTo(Changed.Result.APPLIED);
    }
}
