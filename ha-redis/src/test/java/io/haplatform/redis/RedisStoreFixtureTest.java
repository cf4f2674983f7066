package io.haplatform.redis;

import static io.haplatform.redis.Fixture.await;
import static io.haplatform.redis.Fixture.instance;
import static io.haplatform.redis.Fixture.records;
import static io.haplatform.redis.Fixture.registered;
import static io.haplatform.redis.Fixture.renewed;
import static io.haplatform.redis.Fixture.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.wire.Wire;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A store as release 0.1 leaves it, as commands: later releases run beside it and after it, so they read and write what it
 * does. The file is never changed; what a later layout needs comes as a second file.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class RedisStoreFixtureTest {

    private static final InstanceKey A = new InstanceKey("orders", "a");
    private static final Observation SEEN = new Observation(
            A, "first", "caller", Evidence.REFUSED, "refused", Fixture.NEW_YEAR, Fixture.NEW_YEAR.plusSeconds(60));
    private static final OperatorOverride OVERRIDE =
            new OperatorOverride(A, 1, 5, null, null, "ann", "", Fixture.NEW_YEAR, null, Map.of());

    private final String kind;
    private final RedisStore store;

    RedisStoreFixtureTest(String kind) {
        this.kind = kind;
        store = new RedisStore(RedisServers.shared(kind).endpoint());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void isReadRenewedAndFollowedByThisRelease() throws InterruptedException {
        load();
        Registry registry = store.connect();
        Snapshot snapshot = snapshot(registry, "orders");

        assertThat(snapshot.rejected()).isEmpty();
        assertThat(snapshot.names()).containsExactly("orders");
        assertThat(snapshot.position()).isEqualTo(new Position("0123456789abcdef", 3, "n3"));
        assertThat(records(snapshot, "orders"))
                .isEqualTo(new Snapshot.Records(
                        List.of(instance("a")),
                        List.of(OVERRIDE),
                        List.of(SEEN),
                        Map.of(A, Fixture.NEW_YEAR.plusSeconds(6))));
        Lease lease = new Lease(A, "first", Wire.digest(Wire.write(instance("a"))));
        assertThat(renewed(registry, lease).states()).containsExactly(LeaseState.OK);
        Tape tape = new Tape();
        registry.follow(new Position("0123456789abcdef", 1, "n1"), tape);
        assertThat(tape.next()).isEqualTo("2:[a]");
        assertThat(tape.next()).isEqualTo("3:[a]");
    }

    @Test
    void isWhatThisReleaseWrites() {
        load();
        try (RedisStore own = new RedisStore(RedisServers.shared(kind).endpoint())) {
            Registry registry = own.connect();
            registered(registry, instance("a"));
            await(registry.change(new Change.Observe(SEEN)));
            await(registry.change(new Change.PutOverride(OVERRIDE)));

            for (String hash : List.of("own", "i:orders", "o:orders", "s:orders")) {
                assertThat(own.probe().redis().hgetall(own.keys().prefix() + hash))
                        .as(hash)
                        .isEqualTo(store.probe().redis().hgetall(store.keys().prefix() + hash));
            }
            for (String scores : List.of("lease", "seen")) {
                assertThat(own.probe().redis().zrangeWithScores(own.keys().prefix() + scores, 0, -1))
                        .as(scores)
                        .isEqualTo(store.probe()
                                .redis()
                                .zrangeWithScores(store.keys().prefix() + scores, 0, -1));
            }
            assertThat(mutations(own)).isEqualTo(mutations(store));
            assertThat(own.probe().redis().hkeys(own.keys().prefix() + "meta"))
                    .contains("store", "rev", "nonce", "size", "swept", "grace", "adopt");
        }
    }

    private static List<String> mutations(RedisStore store) {
        return store.probe().redis().xrange(store.keys().log(), Range.unbounded()).stream()
                .map(entry -> entry.getBody().get("v") + " " + entry.getBody().get("rev") + " "
                        + entry.getBody().get("at") + " " + entry.getBody().get("e"))
                .toList();
    }

    private void load() {
        lines().forEach(line -> {
            String[] words = line.split("\t", -1);
            words[1] = store.keys().prefix() + words[1];
            store.probe()
                    .redis()
                    .eval(
                            "redis.call(unpack(ARGV)) return redis.status_reply('OK')",
                            ScriptOutputType.STATUS,
                            new String[] {words[1]},
                            words);
        });
    }

    private static Stream<String> lines() {
        try (InputStream in =
                Objects.requireNonNull(RedisStoreFixtureTest.class.getResourceAsStream("/store/v1.txt"))) {
            return Arrays.stream(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
