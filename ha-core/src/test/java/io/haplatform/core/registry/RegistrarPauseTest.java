package io.haplatform.core.registry;

import static io.haplatform.core.registry.ScriptedRegistry.at;
import static io.haplatform.core.registry.ScriptedRegistry.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.registry.Registrar.Own;
import io.haplatform.core.registry.Registrar.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a process claims after it was paused. */
class RegistrarPauseTest extends RegistrarRules {

    @Test
    void aProcessThatWasPausedDoesNotClaimToBeRegisteredBeforeTheRegistryHasConfirmedIt() {
        registered(ORDERS_A);
        List<Own> onWaking = new ArrayList<>();
        time.serial("whoever asks first").execute(() -> onWaking.addAll(registrar.own()));

        time.jump(Duration.ofSeconds(10));

        assertThat(onWaking).extracting(Own::state).containsExactly(State.REGISTERING);
        assertThat(onWaking.get(0).reason()).startsWith("its lease has passed without renewal");
        assertThat(states).containsExactly(State.REGISTERING);
        assertThat(registry.renewals).hasSize(1);

        renewed(LeaseState.GONE);
        accept();
        assertThat(states).containsExactly(State.REGISTERING, State.REGISTERING, State.REGISTERED);
    }

    @Test
    void aProcessThatWasPausedAndIsStillKnownIsRegisteredWithTheReply() {
        registered(ORDERS_A);
        time.jump(Duration.ofSeconds(10));

        renewed(LeaseState.OK);

        assertThat(states).containsExactly(State.REGISTERING, State.REGISTERED);
        assertThat(registry.registrations).isEmpty();
    }

    @Test
    void aProcessThatWasPausedAndReplacedGivesUp() {
        registered(ORDERS_A);
        time.jump(Duration.ofSeconds(10));

        renewed(LeaseState.SUPERSEDED);

        assertThat(state()).isEqualTo(State.SUPERSEDED);
        assertThat(registry.registrations).isEmpty();
    }

    @Test
    void aReplyThatWaitedForAPausedProcessIsWorthNothing() {
        registered(ORDERS_A);
        awaitRenewal();
        // the reply is in the socket when the process wakes, before any timer has fired
        next(registry.renewals).answer().complete(Sample.renewed(at(0), time.now(), LeaseState.OK));
        time.jump(Duration.ofSeconds(10));

        assertThat(states).as("no claim in between").containsExactly(State.REGISTERING);
        assertThat(registry.renewals).as("asked again at once").hasSize(1);
        renewed(LeaseState.OK);
        assertThat(state()).isEqualTo(State.REGISTERED);
    }

    @Test
    void aRegistrationThatWasConfirmedDuringAPauseIsNotClaimedEither() {
        registrar.start();
        register(ORDERS_A);
        next(registry.registrations).answer().complete(List.of(new Registered.Accepted(A, "d1")));

        time.jump(Duration.ofSeconds(10));

        assertThat(states).doesNotContain(State.REGISTERED);
        renewed(LeaseState.OK);
        assertThat(states).containsExactly(State.REGISTERED);
    }

    @Test
    void aShortPauseIsNoMatter() {
        registered(ORDERS_A);

        time.jump(Duration.ofSeconds(3));
        renewed(LeaseState.OK);

        assertThat(states).isEmpty();
        assertThat(state()).isEqualTo(State.REGISTERED);
    }
}
