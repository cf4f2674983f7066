package io.haplatform.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.time.ManualTime;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class SweeperTest {

    private final ManualTime time = new ManualTime();
    private final SerialExecutor serial = time.serial("test");
    private final Troubled registry = new Troubled();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    /** A registry that refuses to sweep, for a reason of the test's choice, and may be away altogether. */
    private static final class Troubled implements Registry {
        private String reason = "no right to ZREM";
        private boolean away;
        private int sweeps;

        @Override
        public CompletionStage<Swept> sweep() {
            sweeps++;
            return reason.isEmpty() ? CompletableFuture.completedFuture(Swept.nothing(Position.NONE)) : refused();
        }

        @Override
        public CompletionStage<Snapshot> snapshot(Set<String> services) {
            return away
                    ? refused()
                    : CompletableFuture.completedFuture(
                            new Snapshot(Position.NONE, Sample.THEN, Set.of(), Map.of(), List.of()));
        }

        private <T> CompletionStage<T> refused() {
            return CompletableFuture.failedFuture(new RegistryException(reason));
        }

        @Override
        public String type() {
            return "troubled";
        }

        @Override
        public CompletionStage<List<Registered>> register(List<Registration> batch) {
            return refused();
        }

        @Override
        public CompletionStage<Renewed> renew(Renewal renewal) {
            return refused();
        }

        @Override
        public CompletionStage<Changed> change(Change change) {
            return refused();
        }

        @Override
        public Subscription follow(Position from, Follower follower) {
            return () -> {};
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(Sweeper.class)).addAppender(log);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger(Sweeper.class)).detachAppender(log);
    }

    private Sweeper sweeper(LeasePolicy policy) {
        Sweeper sweeper = new Sweeper(
                registry,
                serial,
                new Requests(serial, Duration.ofSeconds(1)),
                new Terms(policy, time, new SplittableRandom(1)),
                new SplittableRandom(1),
                swept -> {});
        sweeper.start();
        return sweeper;
    }

    @ParameterizedTest(name = "a lease of {0} ms is looked for every {1} ms")
    @CsvSource({"60000, 1000", "6000, 1000", "4000, 1000", "1000, 250", "100, 25"})
    void sweepsAtLeastThreeTimesWithinALease(long lease, long interval) {
        assertThat(Sweeper.interval(Duration.ofMillis(lease))).isEqualTo(Duration.ofMillis(interval));
    }

    @Test
    void sweepsAtThePaceOfItsLease() {
        sweeper(new LeasePolicy(Duration.ofMillis(300), Duration.ofSeconds(1)));

        time.advance(Duration.ofSeconds(10));

        assertThat(registry.sweeps).isBetween(36, 44);
    }

    @Test
    void aSweepThatAlwaysFailsIsSaidOncePerReason() {
        sweeper(LeasePolicy.DEFAULT);

        time.advance(Duration.ofSeconds(10));
        registry.reason = "key 'seen' must be a zset";
        time.advance(Duration.ofSeconds(10));

        assertThat(said())
                .containsExactly(
                        "Sweeping for ended leases fails though the registry answers: no right to ZREM;"
                                + " until a sweep succeeds, instances that died without a word stay listed",
                        "Sweeping for ended leases fails though the registry answers: key 'seen' must be"
                                + " a zset; until a sweep succeeds, instances that died without a word stay listed");
    }

    @Test
    void aRegistryThatIsAwayIsForOthersToSpeakOf() {
        registry.away = true;

        sweeper(LeasePolicy.DEFAULT);

        time.advance(Duration.ofSeconds(10));

        assertThat(said()).isEmpty();
    }

    @Test
    void aFailureNowAndThenIsNotSaid() {
        sweeper(LeasePolicy.DEFAULT);

        for (int i = 0; i < 10; i++) {
            registry.reason = "slow";
            time.advance(Duration.ofSeconds(2));
            registry.reason = "";
            time.advance(Duration.ofSeconds(2));
        }

        assertThat(said()).isEmpty();
    }

    @Test
    void reasonsWithoutEndDoNotFillTheLog() {
        sweeper(LeasePolicy.DEFAULT);

        for (int i = 0; i < 50; i++) {
            registry.reason = "reason " + i;
            time.advance(Duration.ofSeconds(2));
        }

        assertThat(said()).hasSize(20);
    }

    private List<String> said() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
