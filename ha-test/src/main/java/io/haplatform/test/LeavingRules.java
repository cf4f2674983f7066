package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Mutation;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Chapter of {@link RegistryContract}: an owner leaves. */
abstract class LeavingRules extends RegistryRules {

    LeavingRules(Supplier<SharedStore> opener) {
        super(opener);
    }

    @Test
    void whoLeavesIsGoneAtOnceAndForAll() {
        Lease a = registered(a().build());
        registered(b().build());
        logged();

        assertThat(change(new Change.Deregister(A, "first"))).isEqualTo(Changed.Result.APPLIED);

        assertThat(keys()).containsExactly(B);
        assertThat(orders().leases()).containsOnlyKeys(B);
        assertThat(logged()).containsExactly(new Mutation.Removed(A, "first", Mutation.Cause.DEREGISTERED));
        assertThat(renewed(a)).isEqualTo(LeaseState.GONE);
    }

    @Test
    void leavingTwiceIsNoHarm() {
        registered(a().build());
        change(new Change.Deregister(A, "first"));
        logged();

        assertThat(change(new Change.Deregister(A, "first"))).isEqualTo(Changed.Result.GONE);
        assertThat(logged()).isEmpty();
    }

    @Test
    void aLateGoodbyeOfAnOldIncarnationDoesNotRemoveItsSuccessor() {
        registered(a().incarnation("first").build());
        registered(a().incarnation("second").build());

        assertThat(change(new Change.Deregister(A, "first"))).isEqualTo(Changed.Result.SUPERSEDED);
        assertThat(keys()).containsExactly(A);
    }

    @Test
    void theLastOneTakesTheServicesNameWithIt() {
        registered(a().build());
        registered(b().build());

        change(new Change.Deregister(A, "first"));
        assertThat(snapshot().names()).containsExactly("orders");

        change(new Change.Deregister(B, "first"));
        assertThat(snapshot().names()).isEmpty();
    }

    @Test
    void anIdThatWasLeftIsFreeForAnyAddress() {
        registered(a().build());
        change(new Change.Deregister(A, "first"));

        registered(a().incarnation("other").at("10.0.0.9", 1).build());

        assertThat(keys()).containsExactly(A);
    }
}
