package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.Renewed;
import io.haplatform.core.registry.Snapshot;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Chapter of {@link RegistryContract}: what a renewal does, and all that its reply says. */
abstract class RenewingRules extends RegistryRules {

    RenewingRules(Supplier<SharedStore> opener) {
        super(opener);
    }

    @Test
    void aRenewedLeaseDoesNotEnd() {
        Lease a = registered(a().build());
        Lease b = registered(b().build());

        passRenewing(lease().multipliedBy(3), a, b);

        assertThat(renew(a, b).states()).containsExactly(LeaseState.OK, LeaseState.OK);
        assertThat(keys()).containsExactly(A, B);
    }

    @Test
    void aRenewalWritesNothingToTheLog() {
        Lease a = registered(a().build());
        Position head = snapshot().position();

        renew(a);

        assertThat(snapshot().position()).isEqualTo(head);
    }

    @Test
    void anUnknownInstanceIsGone() {
        assertThat(renewed(new Lease(A, "first", "0"))).isEqualTo(LeaseState.GONE);
    }

    @Test
    void anotherIncarnationIsSuperseded() {
        Lease a = registered(a().build());

        assertThat(renewed(new Lease(A, "other", a.digest()))).isEqualTo(LeaseState.SUPERSEDED);
    }

    @Test
    void whatIsStoredOtherwiseIsStaleAndRenewedAllTheSame() {
        registered(a().build());
        Lease b = registered(b().build());
        Lease stale = new Lease(A, "first", "0123456789012345678901234567890123456789");

        assertThat(renewed(stale)).isEqualTo(LeaseState.STALE);
        passRenewing(lease().multipliedBy(2), stale, b);

        assertThat(keys()).containsExactly(A, B);
    }

    @Test
    void statesComeInTheOrderOfTheLeases() {
        Lease a = registered(a().build());
        Lease unknown = new Lease(new InstanceKey("orders", "c"), "first", "0");
        Lease b = registered(b().build());

        assertThat(renew(unknown, b, new Lease(A, "other", "0"), a).states())
                .containsExactly(LeaseState.GONE, LeaseState.OK, LeaseState.SUPERSEDED, LeaseState.OK);
    }

    @Test
    void theReplySaysWhereTheLogStandsAndWhatPaceIsWanted() {
        Lease a = registered(a().build());

        Renewed reply = renew(a);

        Snapshot snapshot = snapshot();
        assertThat(reply.head()).isEqualTo(snapshot.position());
        assertThat(reply.now()).isBeforeOrEqualTo(snapshot.now());
        assertThat(reply.renewInterval()).isEqualTo(store.policy().renewInterval());
        assertThat(reply.leaseDuration()).isEqualTo(store.policy().leaseDuration());
        assertThat(reply.statisticsWanted()).isFalse();
    }

    @Test
    void aProcessWithoutInstancesGetsTheReplyToo() {
        registered(a().build());

        Renewed reply = renew();

        assertThat(reply.states()).isEmpty();
        assertThat(reply.head()).isEqualTo(snapshot().position());
    }

    @Test
    void whoeverFollowsTheLogIsCountedAsAWatcher() {
        Position applied = snapshot().position();

        assertThat(watch("one", applied)).isEqualTo(1);
        assertThat(watch("two", applied)).isEqualTo(2);
        assertThat(watch("two", applied)).isEqualTo(2);
        assertThat(watch("reads nothing", Position.NONE)).isEqualTo(2);
        assertThat(watch("one", Position.NONE)).isEqualTo(1);
    }

    @Test
    void aWatcherThatFallsSilentForALeaseIsCountedNoMore() {
        Position applied = snapshot().position();
        watch("one", applied);
        store.pass(lease().dividedBy(2));
        watch("two", applied);
        store.pass(lease().dividedBy(2).plusMillis(1));

        assertThat(watch("reads nothing", Position.NONE)).isEqualTo(1);
    }

    private int watch(String process, Position applied) {
        return store.await(registry.renew(new Renewal(process, List.of(), applied)))
                .watchers();
    }
}
