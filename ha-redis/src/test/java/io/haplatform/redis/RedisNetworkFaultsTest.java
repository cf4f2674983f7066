package io.haplatform.redis;

import static io.haplatform.redis.Fixture.ids;
import static io.haplatform.redis.Fixture.instance;
import static io.haplatform.redis.Fixture.registered;
import static io.haplatform.redis.Fixture.renewed;
import static io.haplatform.redis.Fixture.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Renewal;
import io.haplatform.test.FaultProxy;
import io.haplatform.test.FaultProxy.Direction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the registry when the network between it and Redis is at fault, or Redis fails over behind it. */
class RedisNetworkFaultsTest {

    private final Fixture fixture = new Fixture();
    private final Tape tape = new Tape();
    private final RedisPair servers = new RedisPair();
    private final FaultProxy proxy = FaultProxy.to("127.0.0.1", servers.port());
    private final RedisRegistry registry = fixture.registry(RedisEndpoint.of("127.0.0.1", proxy.port()), Fixture.ALERT);

    @AfterEach
    void close() {
        fixture.close();
        proxy.close();
        servers.close();
    }

    @ParameterizedTest
    @EnumSource
    void leavesAHalfOpenConnectionAndComesBackOnAnother(Direction lost) throws InterruptedException {
        Lease a = registered(registry, instance("a"));
        registry.follow(snapshot(registry).position(), tape);
        registered(registry, instance("b"));
        assertThat(tape.next()).isEqualTo("2:[b]");

        proxy.swallow(lost);
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> renewed(registry, a))
                .withMessageContaining("did not answer");
        assertThat(tape.next()).startsWith("away: ");
        proxy.heal();

        assertThat(tape.next()).startsWith("back: ");
        assertThat(renewed(registry, a).states()).containsExactly(LeaseState.OK);
        registered(registry, instance("c"));
        assertThat(tape.next()).isEqualTo("3:[c]");
    }

    /** What is asked after a long wait inside Redis is not waited for as long: that would be twice 21 s here. */
    @Test
    void doesNotWaitForAnAnswerAsLongAsALargeFleetWaitsForNews() throws InterruptedException {
        RedisPolicy slow = new RedisPolicy(
                Fixture.ALERT.connectTimeout(),
                Fixture.ALERT.commandTimeout(),
                Duration.ofSeconds(1),
                Fixture.ALERT.checkInterval());
        RedisRegistry large = fixture.registry(RedisEndpoint.of("127.0.0.1", proxy.port()), slow);
        Position head = snapshot(large).position();
        try (Probe probe = new Probe(servers.primary().endpoint())) {
            String watchers = fixture.keys().fixed().get(6);
            double until = System.currentTimeMillis() + 600_000.0;
            for (int i = 0; i < 9_999; i++) {
                probe.redis().zadd(watchers, until, "process-" + i);
            }
            Fixture.await(large.renew(new Renewal("me", List.of(), head)));
            large.follow(head, tape);
            String away = tape.within(Duration.ZERO);
            while (away == null) {
                // wakes the reader; what it finds when it reads on is no log
                probe.redis().del(fixture.keys().log());
                probe.redis().xadd(fixture.keys().log(), "a", "stranger's");
                probe.redis().set(fixture.keys().log(), "no stream");
                away = tape.within(Duration.ofMillis(500));
            }
            assertThat(away).startsWith("away: ");
        }
        long connections = proxy.accepted();

        proxy.swallow(Direction.TO_SERVER);

        assertThat(acceptsMoreThan(connections))
                .as("the connection is left for another one")
                .isTrue();
    }

    /** Whether another connection comes within 20 s. */
    private boolean acceptsMoreThan(long connections) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (proxy.accepted() <= connections && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return proxy.accepted() > connections;
    }

    @Test
    void bearsSlowReplies() throws InterruptedException {
        Lease a = registered(registry, instance("a"));
        registry.follow(snapshot(registry).position(), tape);
        registered(registry, instance("b"));
        assertThat(tape.next()).isEqualTo("2:[b]");
        long connections = proxy.accepted();

        proxy.delay(Direction.TO_SERVER, Duration.ofMillis(100));
        proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(100));

        assertThat(renewed(registry, a).states()).containsExactly(LeaseState.OK);
        registered(registry, instance("c"));
        assertThat(tape.next()).isEqualTo("3:[c]");
        assertThat(proxy.accepted()).as("no connection is given up").isEqualTo(connections);
    }

    @Test
    void takesNothingFromAnAnswerThatBreaksOff() throws InterruptedException {
        registered(registry, instance("a"));
        registry.follow(snapshot(registry).position(), tape);
        registered(registry, instance("b"));
        assertThat(tape.next()).isEqualTo("2:[b]");

        proxy.cutAfter(Direction.TO_CLIENT, 40);
        assertThatExceptionOfType(RegistryException.class).isThrownBy(() -> snapshot(registry, "orders"));
        assertThat(tape.next()).startsWith("away: ");
        proxy.heal();

        assertThat(tape.next()).startsWith("back: ");
        assertThat(ids(snapshot(registry, "orders"), "orders")).containsExactly("a", "b");
    }

    @Test
    void goesOnReadingWhereItWasWhenItWasCutOff() throws InterruptedException {
        registered(registry, instance("a"));
        registry.follow(snapshot(registry).position(), tape);
        registered(registry, instance("b"));
        assertThat(tape.next()).isEqualTo("2:[b]");

        proxy.refuse();
        assertThat(tape.next()).startsWith("away: ");
        RedisRegistry other = fixture.registry(servers.primary().endpoint());
        registered(other, instance("c"));
        registered(other, instance("d"));
        proxy.heal();

        assertThat(nextOfTheLog()).isEqualTo("3:[c]");
        assertThat(nextOfTheLog()).isEqualTo("4:[d]");
    }

    @Test
    void tellsOfAGapWhenAReplicaTakesOverThatHasNotGotTheLastWrites() throws InterruptedException {
        registered(registry, instance("a"));
        registry.follow(snapshot(registry).position(), tape);
        servers.awaitReplication();
        servers.holdReplication();
        Lease lost = registered(registry, instance("lost"));
        assertThat(tape.next()).isEqualTo("2:[lost]");

        // who was the primary begins again as a replica, and nobody is to meet it
        proxy.refuse();
        servers.promote();
        proxy.redirect("127.0.0.1", servers.port());
        proxy.heal();
        assertThat(nextOfTheLog()).startsWith("gap: ").endsWith("the store has lost revisions 2 to 2");
        assertThat(renewed(registry, lost).states()).containsExactly(LeaseState.GONE);
        assertThat(ids(snapshot(registry, "orders"), "orders")).containsExactly("a");
    }

    /** Whether Redis is there is said by two connections, of which either may be the first to come back. */
    private String nextOfTheLog() throws InterruptedException {
        String next = tape.next();
        while (next.startsWith("away: ") || next.startsWith("back: ")) {
            next = tape.next();
        }
        return next;
    }
}
