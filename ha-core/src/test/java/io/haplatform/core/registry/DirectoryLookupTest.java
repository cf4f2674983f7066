package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.instance;
import static io.haplatform.core.registry.ScriptedRegistry.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What whoever looks something up in a directory gets, before and after the registry has spoken. */
class DirectoryLookupTest extends DirectoryRules {

    @Test
    void aViewNeverWaitsAndIsUnknownUntilTheRegistryHasSpoken() {
        directory.start();

        ServiceView view = directory.view("orders");

        assertThat(view).isEqualTo(new ServiceView("orders", false, 0, List.of()));
        time.run();
        assertThat(directory.view("orders").known()).isFalse();
    }

    @Test
    void theFirstLookOfAServiceBeginsToFollowIt() {
        directory.start();
        time.run();
        answer(ScriptedRegistry.snapshot(at(0), time.now(), Map.of()));

        directory.view("orders");
        directory.view("orders");
        time.run();

        assertThat(registry.snapshots).hasSize(1);
        assertThat(registry.snapshots.peek().question()).containsExactly("orders");
        answer(0, "orders");
        assertThat(directory.view("orders")).isEqualTo(new ServiceView("orders", true, 0, List.of()));
    }

    @Test
    void aLookupWaitsForTheFirstAnswer() {
        directory.start();
        CompletableFuture<ServiceView> lookup = directory.lookup("orders").toCompletableFuture();
        time.run();
        assertThat(lookup).isNotDone();

        answer(ScriptedRegistry.snapshot(at(0), time.now(), Map.of()));
        answer(1, "orders", instance("orders", "a"));

        assertThat(lookup).isCompletedWithValue(directory.view("orders"));
        assertThat(directory.lookup("orders").toCompletableFuture()).isCompletedWithValue(directory.view("orders"));
    }

    @Test
    void aLookupGivesUpAfterASecondAndTheNextOnesDoNotWait() {
        directory.start();
        CompletableFuture<ServiceView> first = directory.lookup("orders").toCompletableFuture();
        time.advance(Duration.ofMillis(900));
        CompletableFuture<ServiceView> second = directory.lookup("orders").toCompletableFuture();
        time.advance(Duration.ofMillis(99));
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();

        time.advance(Duration.ofMillis(1));

        assertThat(first.join().known()).isFalse();
        assertThat(second.join().known()).isFalse();
        assertThat(directory.lookup("orders").toCompletableFuture()).isDone();
    }

    @Test
    void whoeverLookedTooEarlyFindsTheServiceLater() {
        directory.start();
        directory.lookup("orders");
        time.advance(Duration.ofSeconds(2));

        answer(1, "anything");
        answer(1, "orders", instance("orders", "a"));

        assertThat(ids()).containsExactly("a");
    }

    @Test
    void aNameThatNoServiceCanHaveIsKnownToBeEmptyAndNotAskedFor() {
        follows();

        assertThat(directory.view("no such/name")).isEqualTo(new ServiceView("no such/name", true, 0, List.of()));
        assertThat(directory.lookup("no such/name").toCompletableFuture()).isDone();
        time.run();

        assertThat(registry.snapshots).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> directory.follow(List.of("no such/name")))
                .withMessageStartingWith("service name must be");
    }

    @Test
    void namesFromOutsideCannotFillTheMemory() {
        DirectoryPolicy two =
                new DirectoryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(2), 2);
        Directory small = new Directory(registry, time, two, new SplittableRandom(1));
        small.start();
        small.view("a");
        small.view("b");

        for (int i = 0; i < 100; i++) {
            assertThat(small.view("x" + i).known()).isFalse();
            assertThat(small.lookup("x" + i).toCompletableFuture()).isDone();
        }
        time.run();

        Set<String> asked = new TreeSet<>();
        while (!registry.snapshots.isEmpty()) {
            asked.addAll(registry.snapshots.peek().question());
            answer(1, "x", instance("x", "a"));
        }
        assertThat(asked).containsOnly("a", "b");

        small.view("x");
        time.run();
        assertThat(asked()).as("a service that is there").containsExactly("x");
    }

    @Test
    void manyServicesAreAskedForInPortions() {
        directory.follow(IntStream.range(0, 250).mapToObj(i -> "s" + i).toList());
        directory.start();
        time.run();

        List<Integer> portions = new ArrayList<>();
        while (!registry.snapshots.isEmpty()) {
            portions.add(registry.snapshots.peek().question().size());
            answer(1, "s0");
        }

        assertThat(portions).containsExactly(100, 100, 50);
        assertThat(directory.view("s249").known()).isTrue();
        assertThat(registry.followedFrom).hasSize(1);
    }
}
