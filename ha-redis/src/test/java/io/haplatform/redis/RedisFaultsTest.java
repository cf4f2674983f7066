package io.haplatform.redis;

import static io.haplatform.redis.Fixture.await;
import static io.haplatform.redis.Fixture.ids;
import static io.haplatform.redis.Fixture.instance;
import static io.haplatform.redis.Fixture.registered;
import static io.haplatform.redis.Fixture.renewed;
import static io.haplatform.redis.Fixture.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.Subscription;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What becomes of the registry when its Redis is killed, emptied, set back, frozen, or not there at all. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class RedisFaultsTest {

    private final Fixture fixture = new Fixture();
    private final Tape tape = new Tape();
    private final RedisProcess server;

    RedisFaultsTest(String kind) {
        server = RedisServers.start(kind, Map.of());
    }

    @AfterEach
    void close() {
        fixture.close();
        server.close();
    }

    @Test
    void goesOnWhenRedisHasForgottenTheScripts() {
        RedisRegistry registry = fixture.registry(server.endpoint());
        Lease a = registered(registry, instance("a"));
        try (Probe stranger = new Probe(server.endpoint())) {
            stranger.redis().scriptFlush();
        }

        assertThat(renewed(registry, a).states()).containsExactly(LeaseState.OK);
        assertThat(ids(snapshot(registry, "orders"), "orders")).containsExactly("a");
    }

    @Test
    void takesAnEmptiedRedisForAnotherStore() throws InterruptedException {
        RedisRegistry registry = fixture.registry(server.endpoint());
        Lease a = registered(registry, instance("a"));
        Position before = snapshot(registry).position();
        Subscription following = registry.follow(before, tape);
        registered(registry, instance("b"));
        assertThat(tape.next()).isEqualTo("2:[b]");
        try (Probe stranger = new Probe(server.endpoint())) {
            stranger.redis().flushall();
        }

        assertThat(renewed(registry, a).states()).containsExactly(LeaseState.GONE);

        assertThat(tape.next()).startsWith("gap: ").endsWith("the store was begun anew");
        assertThat(snapshot(registry).position().store()).isNotEqualTo(before.store());
        following.close();
    }

    @Test
    void goesOnReadingWhereItWasWhenRedisComesBackWithItsData() throws InterruptedException {
        RedisRegistry registry = fixture.registry(server.endpoint());
        registered(registry, instance("a"));
        registry.follow(snapshot(registry).position(), tape);
        registered(registry, instance("b"));
        assertThat(tape.next()).isEqualTo("2:[b]");
        save();

        server.kill();
        assertThat(tape.next()).startsWith("away: Redis at " + server.endpoint().address());
        server.start();
        assertThat(tape.next()).startsWith("back: ");

        registered(registry, instance("c"));
        assertThat(tape.next()).isEqualTo("3:[c]");
        assertThat(ids(snapshot(registry, "orders"), "orders")).containsExactly("a", "b", "c");
    }

    @Test
    void failsAtOnceWhileRedisIsAwayAndSaysWhy() throws InterruptedException {
        RedisRegistry registry = fixture.registry(server.endpoint());
        registered(registry, instance("a"));
        registry.follow(snapshot(registry).position(), tape);
        server.kill();
        assertThat(tape.next()).startsWith("away: ");

        for (CompletionStage<?> stage : List.of(
                registry.register(List.of(instance("b"))),
                registry.renew(new Renewal("process", List.of(), Position.NONE)),
                registry.change(new Change.Deregister(instance("a").key(), "first")),
                registry.sweep(),
                registry.snapshot(Set.of("orders")))) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            stage.whenComplete((answer, e) -> failure.complete(e));
            assertThat(failure).isCompletedWithValueMatching(RegistryException.class::isInstance);
        }

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> snapshot(registry))
                .withMessageStartingWith("Redis at " + server.endpoint().address() + " ")
                .withMessageMatching("[^\\n]*");
    }

    @Test
    void tellsOfAGapWhenRedisComesBackEmpty() throws InterruptedException {
        RedisRegistry registry = fixture.registry(server.endpoint());
        Lease a = registered(registry, instance("a"));
        registry.follow(snapshot(registry).position(), tape);

        server.kill();
        assertThat(tape.next()).startsWith("away: ");
        server.start();

        assertThat(tape.next()).startsWith("back: ");
        assertThat(tape.next()).startsWith("gap: ").endsWith("the store was begun anew");
        assertThat(renewed(registry, a).states()).containsExactly(LeaseState.GONE);
    }

    @Test
    void tellsOfAGapWhenRedisHasLostItsLastWrites() throws InterruptedException {
        RedisRegistry registry = fixture.registry(server.endpoint());
        registered(registry, instance("a"));
        registry.follow(snapshot(registry).position(), tape);
        save();
        registered(registry, instance("lost"));
        assertThat(tape.next()).isEqualTo("2:[lost]");

        server.kill();
        assertThat(tape.next()).startsWith("away: ");
        server.start();

        assertThat(tape.next()).startsWith("back: ");
        assertThat(tape.next()).startsWith("gap: ").endsWith("the store has lost revisions 2 to 2");
    }

    @Test
    void seesThatARevisionWasWrittenASecondTime() throws InterruptedException {
        RedisRegistry registry = fixture.registry(server.endpoint());
        registered(registry, instance("a"));
        save();
        registered(registry, instance("lost"));
        Position lost = snapshot(registry).position();
        registry.follow(lost, tape);
        server.kill();
        assertThat(tape.next()).startsWith("away: ");
        registry.close();
        server.start();

        RedisRegistry later = fixture.registry(server.endpoint());
        registered(later, instance("other"));
        assertThat(snapshot(later).position().revision()).isEqualTo(lost.revision());
        Tape second = new Tape();
        later.follow(lost, second);

        assertThat(second.next()).startsWith("gap: ").contains("revision 2 was written a second time");
    }

    @Test
    void failsFastOnAFrozenRedisAndRecoversWhenItThaws() throws InterruptedException {
        RedisRegistry registry = fixture.registry(server.endpoint(), Fixture.ALERT);
        Lease a = registered(registry, instance("a"));
        registry.follow(snapshot(registry).position(), tape);
        registered(registry, instance("b"));
        assertThat(tape.next()).isEqualTo("2:[b]");

        CompletableFuture<String> commandsAway = commandsAway();
        server.freeze();
        long frozen = System.nanoTime();
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> renewed(registry, a))
                .withMessageContaining(server.endpoint().address() + " did not answer");
        assertThat(Duration.ofNanos(System.nanoTime() - frozen)).isLessThan(Duration.ofSeconds(10));
        assertThat(tape.next()).startsWith("away: ");
        assertThat(await(commandsAway)).contains("did not answer within");
        assertThat(registry.snapshot(Set.of()).toCompletableFuture()).isCompletedExceptionally();
        server.thaw();

        assertThat(tape.next()).startsWith("back: ");
        registered(registry, instance("c"));
        assertThat(tape.next()).isEqualTo("3:[c]");
    }

    @Test
    void startsWithoutRedisAndFindsItWhenItComes() throws InterruptedException {
        save();
        server.kill();
        RedisRegistry registry = fixture.registry(server.endpoint());
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> snapshot(registry))
                .withMessageStartingWith(
                        "Redis at " + server.endpoint().address() + " cannot be reached: Connection refused");
        registry.follow(Position.NONE, tape);
        assertThat(tape.next()).startsWith("away: ");

        server.start();

        assertThat(tape.next()).startsWith("back: ");
        assertThat(tape.next()).startsWith("gap: ");
        registered(registry, instance("a"));
    }

    @Test
    void keepsWaitingForNobodyOnceItIsClosed() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            RedisRegistry registry =
                    fixture.registry(RedisEndpoint.of("127.0.0.1", silent.getLocalPort()), Fixture.PATIENT);
            CompletableFuture<?> waiting = registry.snapshot(Set.of()).toCompletableFuture();

            registry.close();

            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> await(waiting))
                    .withMessageEndingWith("is closed");
        }
    }

    @Test
    void givesUpOnASocketThatSaysNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            RedisRegistry registry =
                    fixture.registry(RedisEndpoint.of("127.0.0.1", silent.getLocalPort()), Fixture.ALERT);

            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> snapshot(registry))
                    .withMessageStartingWith("Redis at 127.0.0.1:" + silent.getLocalPort() + " ");
        }
    }

    /** Completes when the link for commands has given up: the log says so once. */
    private static CompletableFuture<String> commandsAway() {
        CompletableFuture<String> away = new CompletableFuture<>();
        Logger logger = (Logger) LoggerFactory.getLogger(RedisRegistry.class);
        AppenderBase<ILoggingEvent> listener = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getFormattedMessage().contains("stays as it is")) {
                    away.complete(event.getFormattedMessage());
                }
            }
        };
        listener.start();
        logger.addAppender(listener);
        var unused = away.whenComplete((sentence, failure) -> logger.detachAppender(listener));
        return away;
    }

    private void save() {
        try (Probe stranger = new Probe(server.endpoint())) {
            stranger.redis().save();
        }
    }
}
