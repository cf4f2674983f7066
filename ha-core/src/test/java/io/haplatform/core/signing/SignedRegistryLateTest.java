package io.haplatform.core.signing;

import static io.haplatform.core.signing.Keys.ORDERS;
import static io.haplatform.core.signing.Keys.instance;
import static io.haplatform.core.signing.Keys.trusted;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.SilentFollower;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.time.ForwardingTime;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log goes on while a snapshot is still being checked. */
class SignedRegistryLateTest extends SigningRules {

    private final ArrayDeque<Runnable> checks = new ArrayDeque<>();
    private final SignedRegistry late = new SignedRegistry(
            store,
            new SigningPolicy("default", true, null, List.of(trusted("orders", ORDERS, "orders"))),
            new ForwardingTime(time) {
                @Override
                public Executor blocking() {
                    return checks::add;
                }
            });

    @BeforeEach
    void followsTheLog() {
        late.follow(await(store.snapshot(Set.of())).position(), new SilentFollower());
    }

    @Test
    void whoIsGoneMeanwhileStaysGone() {
        register(store, instance("orders", "a"));
        asksForASnapshot();
        await(store.change(new Change.Deregister(new InstanceKey("orders", "a"), "first")));

        checks.remove().run();

        assertThat(late.signing().leftOut()).isEmpty();
    }

    @Test
    void whoHasComeMeanwhileStays() {
        asksForASnapshot();
        register(store, instance("orders", "a"));

        checks.remove().run();

        assertThat(late.signing().leftOut()).hasSize(1);
    }

    @Test
    void whoHasSignedMeanwhileHasSigned() {
        register(store, instance("orders", "a"));
        asksForASnapshot();
        register(orders, instance("orders", "a"));

        checks.remove().run();

        assertThat(late.signing().leftOut()).isEmpty();
        assertThat(late.signing().verified()).isEqualTo(1);
    }

    @Test
    void whoComesBackCountsAgain() {
        register(orders, instance("orders", "a"));
        await(store.change(new Change.Deregister(new InstanceKey("orders", "a"), "first")));
        register(orders, instance("orders", "a"));
        asksForASnapshot();

        checks.remove().run();

        assertThat(late.signing().verified()).isEqualTo(1);
    }

    /** The store has answered, and what it said is not checked yet. */
    private void asksForASnapshot() {
        CompletionStage<Snapshot> snapshot = late.snapshot(Set.of("orders"));
        time.run();
        assertThat(snapshot.toCompletableFuture()).isNotDone();
        assertThat(checks).hasSize(1);
    }
}
