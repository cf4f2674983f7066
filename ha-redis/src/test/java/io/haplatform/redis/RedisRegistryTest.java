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

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.wire.Wire;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What Redis adds to the contract: keys that strangers can reach, two processes at once, batches, digests. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class RedisRegistryTest {

    private final Fixture fixture = new Fixture();
    private final RedisEndpoint endpoint;
    private final RedisRegistry registry;
    private final Keys keys = fixture.keys();
    private final Probe probe;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    RedisRegistryTest(String kind) {
        endpoint = RedisServers.shared(kind).endpoint();
        registry = fixture.registry(endpoint);
        probe = new Probe(endpoint);
    }

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(RedisRegistry.class)).addAppender(log);
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger(RedisRegistry.class)).detachAppender(log);
        fixture.close();
        probe.close();
    }

    @Test
    void leavesOutWhatAStrangerWroteAndSaysSoOnce() {
        registered(registry, instance("a"));
        stranger().hset(keys.instances("orders"), "hello", "world");

        Snapshot first = snapshot(registry, "orders");
        Snapshot second = snapshot(registry, "orders");

        assertThat(ids(first, "orders")).containsExactly("a");
        String sentence = "Field 'hello' of key '" + keys.instances("orders")
                + "' is left out: nobody registered it; remove it (HDEL '" + keys.instances("orders")
                + "' 'hello') or write it as the registry does";
        assertThat(first.rejected()).containsExactly(sentence);
        assertThat(second.rejected()).containsExactly(sentence);
        assertThat(warnings()).containsExactly(sentence);
    }

    @Test
    void leavesOutWhatAStrangerMadeOfARegistrationAndItsOwnerMendsIt() {
        Lease a = registered(registry, instance("a"));
        registered(registry, instance("b"));
        stranger().hset(keys.instances("orders"), "a", "{\"v\":1,\"port\":\"x\"}");

        Snapshot damaged = snapshot(registry, "orders");

        assertThat(ids(damaged, "orders")).containsExactly("b");
        assertThat(damaged.rejected())
                .singleElement()
                .asString()
                .contains("Field 'a' of key")
                .contains("registration must have 'service' but has none");
        assertThat(registered(registry, instance("a")).digest()).isEqualTo(a.digest());
        assertThat(ids(snapshot(registry, "orders"), "orders")).containsExactly("a", "b");
    }

    @Test
    void leavesOutARegistrationThatNobodyRegistered() {
        registered(registry, instance("a"));
        stranger().hset(keys.instances("orders"), "ghost", Wire.write(instance("ghost")));

        Snapshot snapshot = snapshot(registry, "orders");

        assertThat(ids(snapshot, "orders")).containsExactly("a");
        assertThat(snapshot.rejected()).singleElement().asString().contains("'ghost'", "nobody registered it");
    }

    @Test
    void holdsTheLastInstanceOfAServiceThoughAStrangerWroteBesideIt() {
        try (RedisStore store = new RedisStore(endpoint)) {
            Registry timed = store.connect();
            registered(timed, instance("a"));
            store.probe().redis().hset(store.keys().instances("orders"), "hello", "world");

            for (int second = 0; second < 10; second++) {
                store.pass(Duration.ofSeconds(1));
                assertThat(await(timed.sweep()).removed()).isEmpty();
            }

            assertThat(await(timed.sweep()).held())
                    .containsExactly(instance("a").key());
        }
    }

    @Test
    void leavesOutWhatStandsUnderAnothersName() {
        registered(registry, instance("a"));
        registered(registry, instance("b"));
        RedisCommands<String, String> redis = stranger();
        redis.hset(keys.instances("orders"), "a", redis.hget(keys.instances("orders"), "b"));

        Snapshot damaged = snapshot(registry, "orders");

        assertThat(ids(damaged, "orders")).containsExactly("b");
        assertThat(damaged.rejected()).singleElement().asString().contains("it says of itself that it is 'orders/b'");
    }

    @Test
    void leavesOutWhatIsTooLargeWithoutFetchingIt() {
        registered(registry, instance("a"));
        stranger().hset(keys.instances("orders"), "large", "x".repeat(40_000));
        stranger().hset(keys.overrides("orders"), "a", "y".repeat(40_000));

        Snapshot snapshot = snapshot(registry, "orders");

        assertThat(ids(snapshot, "orders")).containsExactly("a");
        assertThat(snapshot.rejected()).hasSize(2).allSatisfy(sentence -> assertThat(sentence)
                .contains("it must be at most 16384 bytes but is 40000"));
    }

    @Test
    void losesOneServiceAloneToAKeyOfAnotherType() {
        registered(registry, instance("a"));
        stranger().set(keys.instances("broken"), "mine");
        String sentence =
                "key '" + keys.instances("broken") + "' must be a hash of the registry but is a string; delete"
                        + " it (DEL '" + keys.instances("broken") + "') or choose another ha.registry.namespace";

        List<Registered> answers = await(
                registry.register(List.of(instance("broken", "x", "first", "10.0.0.1", Map.of()), instance("b"))));

        assertThat(answers.get(0))
                .isInstanceOfSatisfying(Registered.Rejected.class, rejected -> assertThat(rejected.reason())
                        .isEqualTo(sentence));
        assertThat(answers.get(1)).isInstanceOf(Registered.Accepted.class);
        Snapshot snapshot = snapshot(registry, "orders", "broken");
        assertThat(ids(snapshot, "orders")).containsExactly("a", "b");
        assertThat(snapshot.rejected()).containsExactly(sentence);
        assertThat(await(registry.sweep()).removed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta", "own", "lease", "names", "log", "seen"})
    void namesTheKeyWhenAStrangerHasTakenOneThatEveryoneNeeds(String name) throws InterruptedException {
        String key = keys.prefix() + name;
        stranger().rpush(key, "mine");

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> {
                    registered(registry, instance("a"));
                    snapshot(registry, "orders");
                })
                .withMessage("Redis at " + endpoint.address() + ": key '" + key + "' must be a " + keys.type(key)
                        + " of the registry but is a list; delete it (DEL '" + key
                        + "') or choose another ha.registry.namespace");
        stranger().del(key);
        Tape tape = new Tape();
        registry.follow(snapshot(registry).position(), tape);
        registered(registry, instance("a"));
        assertThat(tape.next()).as("nothing was done by halves").isEqualTo("1:[a]");
    }

    @Test
    void tellsAFollowerThatTheLogIsAnothersKeyAndGoesOnWhenItIsGone() throws InterruptedException {
        registered(registry, instance("a"));
        Tape tape = new Tape();
        registry.follow(snapshot(registry).position(), tape);
        registered(registry, instance("b"));
        assertThat(tape.next()).isEqualTo("2:[b]");

        RedisCommands<String, String> redis = stranger();
        redis.rename(keys.log(), keys.log() + "-aside");
        redis.set(keys.log(), "mine");
        assertThat(tape.next())
                .startsWith("away: ")
                .contains("key '" + keys.log() + "' must be a stream of the registry but is a string");

        redis.rename(keys.log() + "-aside", keys.log());
        assertThat(tape.next()).startsWith("back: ");
        registered(registry, instance("c"));
        assertThat(tape.next()).isEqualTo("3:[c]");
    }

    @Test
    void skipsWhatAStrangerAddedToTheLog() throws InterruptedException {
        registered(registry, instance("a"));
        Tape tape = new Tape();
        registry.follow(snapshot(registry).position(), tape);
        stranger().xadd(keys.log(), Map.of("hello", "world"));
        registered(registry, instance("b"));

        assertThat(tape.next()).isEqualTo("2:[b]");
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("of key '" + keys.log() + "' is left out: the registry did not write it");
        Tape later = new Tape();
        registry.follow(snapshot(registry).position(), later);
        registered(registry, instance("c"));
        assertThat(later.next()).isEqualTo("3:[c]");
    }

    @Test
    void hasAnOwnerRegisterAgainWhatWasEvicted() {
        Lease a = registered(registry, instance("a"));
        stranger().del(keys.instances("orders"));

        assertThat(renewed(registry, a).states()).containsExactly(LeaseState.GONE);

        registered(registry, instance("a"));
        assertThat(renewed(registry, a).states()).containsExactly(LeaseState.OK);
        assertThat(ids(snapshot(registry, "orders"), "orders")).containsExactly("a");
    }

    @Test
    void givesLeasesAndOwnersAnewWhenTheirKeysWereEvicted() {
        Lease a = registered(registry, instance("a"));
        stranger().del(keys.prefix() + "own", keys.prefix() + "lease", keys.prefix() + "names");

        Snapshot snapshot = snapshot(registry, "orders");

        assertThat(ids(snapshot, "orders")).containsExactly("a");
        assertThat(records(snapshot, "orders").leases()).containsKey(a.key());
        assertThat(snapshot.rejected()).isEmpty();
        assertThat(snapshot.names()).containsExactly("orders");
        assertThat(renewed(registry, a).states()).containsExactly(LeaseState.OK);
    }

    @Test
    void digestsAsRedisDoesAndKeepsLargeRegistrationsWhole() {
        Registration large = instance(
                "orders", "a", "first", "10.0.0.1", Map.of("note", "订单 🚚 ".repeat(400), "quote", "\"\\\n\u0001"));

        Lease lease = registered(registry, large);

        String json = stranger().hget(keys.instances("orders"), "a");
        assertThat(json.length()).isGreaterThan(2_000);
        String digest = stranger().eval("return redis.sha1hex(ARGV[1])", ScriptOutputType.VALUE, new String[0], json);
        assertThat(lease.digest()).isEqualTo(digest).isEqualTo(Wire.digest(json));
        assertThat(records(snapshot(registry, "orders"), "orders").registrations())
                .containsExactly(large);
    }

    @Test
    void registersALargeBatchInPartsAndAnswersInOrder() {
        List<Registration> batch = IntStream.range(0, 250)
                .mapToObj(i -> instance("i" + (1000 + i)))
                .toList();

        List<Registered> answers = await(registry.register(batch));

        assertThat(answers)
                .extracting(Registered::key)
                .containsExactlyElementsOf(batch.stream().map(Registration::key).toList());
        assertThat(answers).hasOnlyElementsOfType(Registered.Accepted.class);
        assertThat(snapshot(registry).position().revision()).isEqualTo(3);
        assertThat(ids(snapshot(registry, "orders"), "orders")).hasSize(250);
    }

    @Test
    void givesAnIdToOneOfTwoProcessesThatClaimItAtOnce() throws Exception {
        RedisRegistry other = fixture.registry(endpoint);
        snapshot(other);
        CyclicBarrier gate = new CyclicBarrier(2);
        for (int round = 0; round < 100; round++) {
            String id = "i" + round;
            CompletableFuture<Registered> mine = claim(gate, registry, id, "10.0.0.1");
            CompletableFuture<Registered> theirs = claim(gate, other, id, "10.0.0.2");

            Registered one = mine.get();
            Registered two = theirs.get();

            boolean iWon = one instanceof Registered.Accepted;
            assertThat(iWon ? two : one).isInstanceOfSatisfying(Registered.Held.class, held -> assertThat(held.holder())
                    .isEqualTo(iWon ? "10.0.0.1:8080" : "10.0.0.2:8080"));
            assertThat(iWon ? one : two).isInstanceOf(Registered.Accepted.class);
        }
        assertThat(snapshot(registry).position().revision()).isEqualTo(100);
    }

    private static CompletableFuture<Registered> claim(
            CyclicBarrier gate, RedisRegistry registry, String id, String host) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                gate.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return await(registry.register(List.of(instance("orders", id, "of " + host, host, Map.of()))))
                    .get(0);
        });
    }

    private RedisCommands<String, String> stranger() {
        return probe.redis();
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (ILoggingEvent event : List.copyOf(log.list)) {
            if (event.getLevel() == Level.WARN) {
                warnings.add(event.getFormattedMessage());
            }
        }
        return warnings;
    }
}
