package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.instance;
import static io.haplatform.core.registry.Sample.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.time.ManualTime;
import io.haplatform.core.time.SystemTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is the in-memory registry's own; what it shares with all others is in the contract suite of ha-test. */
class InMemoryRegistryTest {

    private final ManualTime time = new ManualTime();
    private final InMemoryRegistry registry =
            new InMemoryRegistry(time, LeasePolicy.DEFAULT, new SplittableRandom(1), 3);

    private <T> T await(CompletionStage<T> stage) {
        time.run();
        return stage.toCompletableFuture().join();
    }

    private Snapshot snapshot() {
        return await(registry.snapshot(Set.of("orders")));
    }

    @Test
    void itsTimePassesWithTheTimeItWasGivenInWholeMilliseconds() {
        Instant before = snapshot().now();

        time.advance(Duration.ofNanos(1_999_999));

        assertThat(snapshot().now()).isEqualTo(before.plusMillis(1));
        assertThat(registry.type()).isEqualTo("memory");
    }

    @Test
    void aLogMustRememberSomething() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InMemoryRegistry(time, LeasePolicy.DEFAULT, new SplittableRandom(1), 0))
                .withMessage("log limit must be at least 1 but is 0");
    }

    @Test
    void theLogRemembersItsNewestEntries() {
        List<Position> positions = new ArrayList<>();
        positions.add(snapshot().position());
        for (int weight = 1; weight <= 4; weight++) {
            registry.register(List.of(instance("orders", "a", "first", weight, Status.UP)));
            positions.add(snapshot().position());
        }
        List<String> told = new ArrayList<>();
        for (Position from : positions) {
            registry.follow(from, new SilentFollower() {
                @Override
                public void onEntry(LogEntry entry) {
                    told.add(from.revision() + ":" + entry.position().revision());
                }

                @Override
                public void onGap(String reason, boolean historyLost) {
                    told.add(from.revision() + ":" + reason);
                }
            });
        }
        time.run();

        assertThat(told)
                .containsExactly(
                        "0:the log of the in-memory registry does not go on from revision 0",
                        "1:2",
                        "1:3",
                        "1:4",
                        "2:3",
                        "2:4",
                        "3:4");
    }

    @Test
    void followersHearOfAChangeBeforeItsAuthor() {
        List<String> order = new ArrayList<>();
        registry.follow(snapshot().position(), new SilentFollower() {
            @Override
            public void onEntry(LogEntry entry) {
                order.add("follower");
            }
        });

        registry.register(List.of(instance("orders", "a"))).thenAccept(answer -> order.add("author"));
        time.run();

        assertThat(order).containsExactly("follower", "author");
    }

    @Test
    void aFollowerThatThrowsHarmsNeitherItselfNorOthers() {
        List<Long> heard = new ArrayList<>();
        Position start = snapshot().position();
        registry.follow(start, new SilentFollower() {
            @Override
            public void onEntry(LogEntry entry) {
                heard.add(-entry.position().revision());
                throw new IllegalStateException("planted");
            }
        });
        registry.follow(start, new SilentFollower() {
            @Override
            public void onEntry(LogEntry entry) {
                heard.add(entry.position().revision());
            }
        });

        await(registry.register(List.of(instance("orders", "a"))));
        await(registry.register(List.of(instance("orders", "b"))));

        assertThat(heard).containsExactly(-1L, 1L, -2L, 2L);
    }

    @Test
    void afterCloseItRefusesInOneSentenceAndTellsNobodyAnything() {
        List<LogEntry> heard = new ArrayList<>();
        registry.follow(snapshot().position(), new SilentFollower() {
            @Override
            public void onEntry(LogEntry entry) {
                heard.add(entry);
            }
        });
        registry.close();
        registry.follow(Position.NONE, new SilentFollower());

        assertThatThrownBy(() -> await(registry.register(List.of(instance("orders", "a")))))
                .hasRootCauseMessage("The in-memory registry is closed")
                .hasRootCauseInstanceOf(RegistryException.class);
        assertThat(heard).isEmpty();
    }

    @Test
    void aLapseIsWrittenAnewBeforeItEndsSoThatNobodyEverComesBackFromTheDeadByItself() {
        await(registry.register(List.of(instance("orders", "a"))));
        List<Mutation> written = new ArrayList<>();
        registry.follow(snapshot().position(), new SilentFollower() {
            @Override
            public void onEntry(LogEntry entry) {
                written.addAll(entry.mutations());
            }
        });
        for (int second = 0; second < 2 * 3_600; second++) {
            time.advance(Duration.ofSeconds(1));
            await(registry.sweep());
            List<Observation> seen = records().observations();
            assertThat(seen).hasSize(second < 5 ? 0 : 1);
        }

        assertThat(written).hasOnlyElementsOfType(Mutation.Observed.class).hasSize(4);
    }

    private Snapshot.Records records() {
        Snapshot.Records records = snapshot().services().get("orders");
        return records == null ? Snapshot.Records.NONE : records;
    }

    @Test
    @Timeout(30)
    void ofManyWhoClaimOneIdAtTheSameMomentOneGetsItAndTheLogHasNoGap() throws Exception {
        int threads = 8;
        int each = 200;
        try (SystemTime real = new SystemTime("registry-race")) {
            InMemoryRegistry shared = new InMemoryRegistry(real, LeasePolicy.DEFAULT, new SplittableRandom(1));
            Position start = shared.snapshot(Set.of())
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .position();
            ConcurrentLinkedQueue<LogEntry> log = new ConcurrentLinkedQueue<>();
            shared.follow(start, new SilentFollower() {
                @Override
                public void onEntry(LogEntry entry) {
                    log.add(entry);
                }
            });
            CyclicBarrier gate = new CyclicBarrier(threads);
            ConcurrentLinkedQueue<Registered> answers = new ConcurrentLinkedQueue<>();
            List<Thread> workers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                String me = "t" + t;
                workers.add(new Thread(() -> {
                    try {
                        gate.await(10, TimeUnit.SECONDS);
                        for (int i = 0; i < each; i++) {
                            Registration contested = at(me, new InstanceKey("orders", "n" + i));
                            answers.add(shared.register(List.of(contested))
                                    .toCompletableFuture()
                                    .get(10, TimeUnit.SECONDS)
                                    .get(0));
                        }
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            workers.forEach(Thread::start);
            for (Thread worker : workers) {
                worker.join();
            }

            assertThat(answers).hasSize(threads * each);
            assertThat(answers)
                    .filteredOn(Registered.Accepted.class::isInstance)
                    .as("one winner per id")
                    .hasSize(each)
                    .extracting(Registered::key)
                    .doesNotHaveDuplicates();
            Snapshot end =
                    shared.snapshot(Set.of("orders")).toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(end.position().revision()).isEqualTo(each);
            Position applied = start;
            for (LogEntry entry : log) {
                assertThat(entry.follows(applied)).isTrue();
                applied = entry.position();
            }
            assertThat(applied).isEqualTo(end.position());
        }
    }

    private static Registration at(String host, InstanceKey key) {
        return Registration.up(key, host, host, 8080, Sample.THEN);
    }

    @Test
    void anEntryFollowsOnlyItsOwnPredecessor() {
        LogEntry third = ScriptedRegistry.entry(3, Sample.THEN, new Mutation.OverrideRemoved(key("orders", "a")));

        assertThat(third.follows(ScriptedRegistry.at(2))).isTrue();
        assertThat(third.follows(ScriptedRegistry.at(1))).isFalse();
        assertThat(third.follows(ScriptedRegistry.at(3))).isFalse();
        assertThat(third.follows(new Position("store", 2, "fork"))).isFalse();
        assertThat(third.follows(new Position("another", 2, "n2"))).isFalse();
    }
}
