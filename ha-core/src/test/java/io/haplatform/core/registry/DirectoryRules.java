package io.haplatform.core.registry;

import static io.haplatform.core.registry.ScriptedRegistry.at;
import static io.haplatform.core.registry.ScriptedRegistry.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the directory share: one over a scripted registry, and short words for what that answers. */
abstract class DirectoryRules {

    final ManualTime time = new ManualTime();
    final ScriptedRegistry registry = new ScriptedRegistry();
    final List<RegistryEvent> events = new ArrayList<>();
    final Directory directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, new SplittableRandom(1));

    @BeforeEach
    void listen() {
        directory.onEvent(events::add);
    }

    /** Starts, follows orders, and stands at revision 1 with these instances. */
    void follows(Registration... orders) {
        directory.start();
        directory.follow(List.of("orders"));
        time.run();
        answer(1, "orders", orders);
        if (!registry.snapshots.isEmpty()) {
            answer(1, "orders", orders);
        }
    }

    /** Answers the next request for a snapshot. */
    void answer(long revision, String service, Registration... instances) {
        answer(at(revision), service, instances);
    }

    void answer(Position position, String service, Registration... instances) {
        answer(ScriptedRegistry.snapshot(position, time.now(), Map.of(service, List.of(instances))));
    }

    void answer(Snapshot snapshot) {
        next(registry.snapshots).answer().complete(snapshot);
        time.run();
    }

    /** The log brings an entry. */
    void log(long revision, Mutation... mutations) {
        log(ScriptedRegistry.entry(revision, time.now(), mutations));
    }

    void log(LogEntry entry) {
        registry.follower().onEntry(entry);
        time.run();
    }

    /** The log does not go on: what is followed is read anew. */
    void gap() {
        registry.follower().onGap("entries were trimmed", false);
        time.advance(Duration.ofMillis(5));
    }

    /** A place in the log of a store that has lost what it knew. */
    static Position inNewStore(long revision) {
        return new Position("another", revision, revision == 0 ? "" : "m" + revision);
    }

    Set<String> asked() {
        return next(registry.snapshots).question();
    }

    List<String> ids() {
        return directory.view("orders").instances().stream()
                .map(instance -> instance.key().id())
                .toList();
    }

    Instance only() {
        assertThat(directory.view("orders").instances()).hasSize(1);
        return directory.view("orders").instances().get(0);
    }

    void check(Position head) {
        check(head, Position.NONE);
    }

    void check(Position head, Position sent) {
        check(head, sent, 3, Duration.ofSeconds(6));
    }

    void check(Position head, Position sent, int watchers, Duration lease) {
        LeasePolicy granted = new LeasePolicy(LeasePolicy.DEFAULT.renewInterval(), lease);
        directory.check(Sample.renewed(head, time.now(), watchers, granted), sent);
        time.run();
    }

    static Mutation.Put put(Registration registration) {
        return new Mutation.Put(registration);
    }

    static Mutation.Removed removed(String service, String id, Mutation.Cause cause) {
        return new Mutation.Removed(Sample.key(service, id), "first", cause);
    }
}
