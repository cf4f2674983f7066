package io.haplatform.admin.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.haplatform.admin.Instances;
import io.haplatform.admin.operate.OverrideException.Kind;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorTest {

    private static final InstanceKey KEY = new InstanceKey("orders", "a");

    private final ManualTime time = new ManualTime();
    private final MovingRegistry registry = new MovingRegistry(time);
    private final Operator alice = new Operator(registry, time, new AuditLog());
    private final Operator bob = new Operator(registry, time, new AuditLog());

    @BeforeEach
    void anInstance() {
        done(registry.register(List.of(Instances.of("orders", "a").build())));
    }

    @Test
    void twoAdminsAtOnceLoseNothing() {
        registry.beforeChange = () -> bob.patch(KEY, weight(0), null, "bob");

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
        registry.beforeChange = () -> bob.patch(KEY, weight(0), null, "bob");

        fails(Kind.CHANGED, () -> alice.patch(KEY, status(Status.DRAINING), OverrideTag.none(), "alice"));

        assertThat(stored()).returns("bob", OperatorOverride::author).returns(null, OperatorOverride::status);
    }

    @Test
    void whoIsAlwaysTooLateGivesUp() {
        int[] weight = {0};
        Runnable[] again = new Runnable[1];
        again[0] = () -> {
            bob.patch(KEY, weight(++weight[0]), null, "bob");
            registry.beforeChange = again[0];
        };
        registry.beforeChange = again[0];

        fails(Kind.CONTENDED, () -> alice.patch(KEY, status(Status.DRAINING), null, "alice"));

        assertThat(stored()).returns(null, OperatorOverride::status).returns(5, OperatorOverride::weight);
    }

    @Test
    void saysWhetherNothingWasChangedOrNobodyKnows() {
        registry.away = true;
        fails(Kind.UNREACHABLE, () -> alice.patch(KEY, weight(0), null, "alice"));

        registry.away = false;
        registry.forgetful = true;
        fails(Kind.UNCONFIRMED, () -> alice.patch(KEY, weight(0), null, "alice"));

        // sending it again is safe
        registry.forgetful = false;
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
        registry.beforeChange = () -> registry.beforeChange = () -> done(registry.register(
                List.of(Instances.of("orders", "a").startedAs("start-2").build())));

        alice.delete(KEY, true, "alice");

        assertThat(records().registrations()).isEmpty();
        assertThat(stored()).returns(Status.DRAINING, OperatorOverride::status);
    }

    private static OverridePatch weight(int weight) {
        return new OverridePatch(Wish.set(weight), Wish.keep(), Wish.keep(), Wish.keep(), Wish.keep());
    }

    private static OverridePatch status(Status status) {
        return new OverridePatch(Wish.keep(), Wish.keep(), Wish.set(status), Wish.keep(), Wish.keep());
    }

    private static void fails(Kind kind, ThrowingCallable call) {
        assertThatExceptionOfType(OverrideException.class).isThrownBy(call).returns(kind, OverrideException::kind);
    }

    private OperatorOverride stored() {
        return records().overrides().get(0);
    }

    private Snapshot.Records records() {
        return done(registry.snapshot(Set.of("orders"))).services().getOrDefault("orders", Snapshot.Records.NONE);
    }

    private <T> T done(CompletionStage<T> stage) {
        time.run();
        return stage.toCompletableFuture().join();
    }
}
