package io.haplatform.admin.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.haplatform.admin.operate.OverrideException.Kind;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.time.ManualTime;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.test.FaultyRegistry;
import io.haplatform.test.Registrations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorTest {

    private static final InstanceKey KEY = new InstanceKey("orders", "a");

    private final ManualTime time = new ManualTime();
    private final SerialExecutor serial = time.serial("the test");
    private final Registry store = new InMemoryRegistry(time, LeasePolicy.DEFAULT, new SplittableRandom(1));
    private final FaultyRegistry connection = new FaultyRegistry(store, time);
    private final RacedRegistry registry = new RacedRegistry(connection);
    private final Operator alice = new Operator(registry, time, new AuditLog());
    private final Operator bob = new Operator(registry, time, new AuditLog());

    @BeforeEach
    void anInstance() {
        done(registry.register(List.of(Registrations.of("orders", "a").build())));
    }

    @Test
    void twoAdminsAtOnceLoseNothing() {
        registry.beforeChange = change -> bob.patch(KEY, weight(0), null, "bob");

        Operated drained = alice.patch(KEY, status(Status.DRAINING), null, "alice");

        assertThat(stored())
                .returns(2L, OperatorOverride::version)
                .returns(0, OperatorOverride::weight)
                .returns(Status.DRAINING, OperatorOverride::status)
                .returns("alice", OperatorOverride::author);
        assertThat(drained.tag()).isEqualTo(OverrideTag.of(stored()));
    }

    @Test
    void whoStatesWhatItHasSeenDoesNotWriteOverWhatCameBetween() {
        registry.beforeChange = change -> bob.patch(KEY, weight(0), null, "bob");

        fails(Kind.CHANGED, () -> alice.patch(KEY, status(Status.DRAINING), OverrideTag.none(), "alice"));

        assertThat(stored()).returns("bob", OperatorOverride::author).returns(null, OperatorOverride::status);
    }

    @Test
    void whoIsAlwaysTooLateGivesUp() {
        int[] weight = {0};
        List<Consumer<Change>> again = new ArrayList<>();
        again.add(change -> {
            bob.patch(KEY, weight(++weight[0]), null, "bob");
            registry.beforeChange = again.get(0);
        });
        registry.beforeChange = again.get(0);

        fails(Kind.CONTENDED, () -> alice.patch(KEY, status(Status.DRAINING), null, "alice"));

        assertThat(stored()).returns(null, OperatorOverride::status).returns(5, OperatorOverride::weight);
    }

    @Test
    void saysWhetherNothingWasChangedOrNobodyKnows() {
        connection.away("the cable is out");
        fails(Kind.UNREACHABLE, () -> alice.patch(KEY, weight(0), null, "alice"))
                .withMessage(
                        "the registry must answer for a change but does not: The registry is away: the cable is out;"
                                + " nothing was changed, send it again later");

        connection.back();
        registry.beforeChange = change -> connection.loseAnswers(1);
        fails(Kind.UNCONFIRMED, () -> alice.patch(KEY, weight(0), null, "alice"));

        // sending it again is safe
        alice.patch(KEY, weight(0), null, "alice");
        assertThat(stored()).returns(1L, OperatorOverride::version).returns(0, OperatorOverride::weight);
    }

    @Test
    void whatHasEndedIsNotBuiltUpon() {
        Instant soon = time.now().plusSeconds(60);
        alice.patch(
                KEY,
                new OverridePatch(Wish.set(0), Wish.keep(), Wish.keep(), Wish.keep(), Wish.set(soon)),
                null,
                "alice");
        time.advance(Duration.ofSeconds(60));

        alice.patch(KEY, status(Status.DRAINING), null, "alice");

        assertThat(stored())
                .returns(2L, OperatorOverride::version)
                .returns(null, OperatorOverride::weight)
                .returns(null, OperatorOverride::until);
    }

    @Test
    void anEndThatHasPassedIsRefusedByTheStoresClock() {
        Instant now = time.now();
        OverridePatch past = new OverridePatch(Wish.set(0), Wish.keep(), Wish.keep(), Wish.keep(), Wish.set(now));

        fails(Kind.INVALID, () -> alice.patch(KEY, past, null, "alice"));
    }

    @Test
    void whoIsTakenOutByForceIsTakenOutAlsoWhenItHasJustStartedAnew() {
        registry.beforeChange = drain -> registry.beforeChange = deregistration -> done(registry.register(
                List.of(Registrations.of("orders", "a").incarnation("second").build())));

        alice.delete(KEY, true, "alice");

        assertThat(records().registrations()).isEmpty();
        assertThat(stored()).returns(Status.DRAINING, OperatorOverride::status);
    }

    @Test
    void whoIsDrainedIsNotSaidToBeUnchangedWhenTheRegistryGoesAwayAfterwards() {
        registry.beforeChange = drain -> onceItIsAnswered(() -> connection.away("the cable is out"));

        fails(Kind.UNREACHABLE, () -> alice.delete(KEY, true, "alice"))
                .withMessage(
                        "the registry must answer for a change but does not: The registry is away: the cable is out;"
                                + " it is drained, but not taken out; send it again later");
    }

    @Test
    void whoIsGoneByItselfMeanwhileIsTakenOut() {
        registry.beforeChange = drain -> whileItIsAnswered(() -> {
            var unused = store.change(new Change.RemoveOverride(KEY, 1));
            unused = store.change(new Change.Deregister(KEY, "first"));
        });

        alice.delete(KEY, true, "alice");

        assertThat(records()).isEqualTo(Snapshot.Records.NONE);
    }

    /** Every answer takes a second from now on, and this happens before the one to the next question comes. */
    private void whileItIsAnswered(Runnable happens) {
        connection.delay(Duration.ofSeconds(1));
        serial.schedule(Duration.ofMillis(500), happens);
    }

    private void onceItIsAnswered(Runnable happens) {
        connection.delay(Duration.ofSeconds(1));
        serial.schedule(Duration.ofMillis(1_500), happens);
    }

    private static OverridePatch weight(int weight) {
        return new OverridePatch(Wish.set(weight), Wish.keep(), Wish.keep(), Wish.keep(), Wish.keep());
    }

    private static OverridePatch status(Status status) {
        return new OverridePatch(Wish.keep(), Wish.keep(), Wish.set(status), Wish.keep(), Wish.keep());
    }

    private static ThrowableAssertAlternative<OverrideException> fails(Kind kind, ThrowingCallable call) {
        return assertThatExceptionOfType(OverrideException.class)
                .isThrownBy(call)
                .returns(kind, OverrideException::kind);
    }

    private OperatorOverride stored() {
        return records().overrides().get(0);
    }

    private Snapshot.Records records() {
        return done(store.snapshot(Set.of("orders"))).services().getOrDefault("orders", Snapshot.Records.NONE);
    }

    private <T> T done(CompletionStage<T> stage) {
        time.run();
        return stage.toCompletableFuture().join();
    }
}
