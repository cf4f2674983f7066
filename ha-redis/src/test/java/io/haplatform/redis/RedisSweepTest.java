package io.haplatform.redis;

import static io.haplatform.redis.Fixture.await;
import static io.haplatform.redis.Fixture.instance;
import static io.haplatform.redis.Fixture.registered;
import static io.haplatform.redis.Fixture.renewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Swept;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a sweep costs Redis, and what several processes do that sweep. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class RedisSweepTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final LeasePolicy SHORT = new LeasePolicy(Duration.ofMillis(300), SECOND);

    private final String kind;

    RedisSweepTest(String kind) {
        this.kind = kind;
    }

    @Test
    void readsWhatWasSeenOfAServiceOnceHoweverManyOfItHaveGone() {
        try (RedisProcess server = RedisServers.start(kind, Map.of());
                RedisStore store = new RedisStore(server.endpoint())) {
            Registry registry = store.connect();
            Lease first = registered(registry, instance("first"));
            await(registry.register(crowd("n", 1_000)));
            for (int second = 0; second < 13; second++) {
                store.pass(SECOND);
                await(registry.sweep());
            }
            int lapsed = Fixture.records(Fixture.snapshot(registry, "orders"), "orders")
                    .observations()
                    .size();
            assertThat(lapsed).isEqualTo(1_001);
            for (int second = 0; second < 6; second++) {
                store.pass(SECOND);
                renewed(registry, first);
                assertThat(await(registry.sweep()).removed()).isEmpty();
            }
            store.pass(SECOND);
            // as many live as there were: the protection ends
            await(registry.register(crowd("m", 1_000)));
            store.probe().redis().configResetstat();

            Swept swept = await(registry.sweep());

            assertThat(swept.removed()).hasSize(200);
            assertThat(calls(store, "hgetall")).isZero();
            assertThat(calls(store, "hkeys")).isLessThanOrEqualTo(2);
            assertThat(calls(store, "hget"))
                    .as("one for each that has ended, and for each that goes")
                    .isLessThanOrEqualTo(1_000 + 200 + 10);
        }
    }

    @Test
    void ofTwoProcessesThatSweepAtOnceOneRemoves() throws Exception {
        try (RedisStore store = new RedisStore(RedisServers.shared(kind).endpoint())) {
            Registry one = store.connect();
            Registry two = store.connect();
            Lease living = registered(one, instance("living"));
            await(two.sweep());
            CyclicBarrier gate = new CyclicBarrier(2);
            for (int round = 0; round < 50; round++) {
                InstanceKey dying = registered(one, instance("dying-" + round)).key();
                for (int second = 0; second < 9; second++) {
                    store.pass(SECOND);
                    renewed(one, living);
                    if (second < 8) {
                        await(one.sweep());
                    }
                }

                CompletableFuture<Swept> mine = sweepAt(gate, one);
                CompletableFuture<Swept> theirs = sweepAt(gate, two);

                List<InstanceKey> removed = new ArrayList<>(mine.get().removed());
                removed.addAll(theirs.get().removed());
                assertThat(removed).containsExactly(dying);
            }
        }
    }

    private static CompletableFuture<Swept> sweepAt(CyclicBarrier gate, Registry registry) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                gate.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return await(registry.sweep());
        });
    }

    @Test
    void afterASilenceTheLongestLeaseDecidesHowLongOwnersHaveToComeBack() {
        try (RedisStore store = new RedisStore(RedisServers.shared(kind).endpoint())) {
            Registry ordinary = store.connect();
            Registry quick = store.connect(SHORT);
            Lease a = registered(ordinary, instance("a"));
            Lease b = registered(quick, instance("b"));
            await(ordinary.sweep());
            await(quick.sweep());

            store.pass(Duration.ofSeconds(10));
            for (int i = 0; i < 20; i++) {
                renewed(quick, b);
                assertThat(await(quick.sweep()).removed()).isEmpty();
                store.pass(Duration.ofMillis(250));
            }

            assertThat(renewed(ordinary, a).states()).hasToString("[OK]");
        }
    }

    @Test
    void aProcessWithAShortLeaseDoesNotKeepTheDeadOfTheOthers() {
        try (RedisStore store = new RedisStore(RedisServers.shared(kind).endpoint())) {
            Registry ordinary = store.connect();
            Registry quick = store.connect(SHORT);
            registered(ordinary, instance("a"));
            Lease b = registered(quick, instance("b"));

            List<InstanceKey> removed = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                // two of its sweeps are lost each time
                store.pass(Duration.ofMillis(700));
                renewed(quick, b);
                removed.addAll(await(quick.sweep()).removed());
            }

            assertThat(removed).containsExactly(instance("a").key());
        }
    }

    private static List<Registration> crowd(String name, int size) {
        return IntStream.range(0, size).mapToObj(i -> instance(name + i)).toList();
    }

    private static long calls(RedisStore store, String command) {
        Matcher line = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)")
                .matcher(store.probe().redis().info("commandstats"));
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }
}
