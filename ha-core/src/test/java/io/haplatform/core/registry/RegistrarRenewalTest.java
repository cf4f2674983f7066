package io.haplatform.core.registry;

import static io.haplatform.core.registry.ScriptedRegistry.at;
import static io.haplatform.core.registry.ScriptedRegistry.next;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Registrar.Own;
import io.haplatform.core.registry.Registrar.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Renewals and what their replies lead to; pauses; sweeps. */
class RegistrarRenewalTest extends RegistrarRules {

    @Test
    void aReplyThatSpeaksOfOtherLeasesIsNoneAndRenewalsGoOn() {
        registered(ORDERS_A);

        awaitRenewal();
        renewed(LeaseState.OK, LeaseState.OK);
        assertThat(own().state()).isEqualTo(State.AWAY);
        assertThat(own().reason()).isEqualTo("the reply speaks of 2 leases, asked were 1");

        awaitRenewal();
        renewed(LeaseState.OK);
        assertThat(own().state()).isEqualTo(State.REGISTERED);
    }

    @Test
    void aRenewalNamesTheProcessItsLeasesAndWhatItHasRead() {
        directory.start();
        time.run();
        next(registry.snapshots).answer().complete(ScriptedRegistry.snapshot(at(7), time.now(), Map.of()));
        registered(ORDERS_A, ORDERS_B);

        assertThat(awaitRenewal())
                .isEqualTo(new Renewal(
                        "process-1",
                        List.of(new Lease(A, "first", "d1"), new Lease(Sample.key("orders", "b"), "first", "d2")),
                        at(7)));
    }

    @Test
    void renewalsKeepTheRegistrysPaceTenPerCentMoreOrLess() {
        registered(ORDERS_A);
        LeasePolicy granted = new LeasePolicy(Duration.ofSeconds(4), Duration.ofSeconds(12));
        awaitRenewal();
        renewed(3, granted, LeaseState.OK);
        List<Long> intervals = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            long before = time.nanos();
            awaitRenewal();
            intervals.add(Duration.ofNanos(time.nanos() - before).toMillis());
            renewed(3, granted, LeaseState.OK);
        }

        assertThat(intervals).allMatch(ms -> ms >= 3_600 && ms <= 4_401);
        assertThat(new TreeSet<>(intervals)).as("spread").hasSizeGreaterThan(20);
    }

    @Test
    void aProcessWithoutInstancesRenewsToo() {
        registrar.start();

        assertThat(awaitRenewal().leases()).isEmpty();
        renewed();
        assertThat(awaitRenewal().leases()).isEmpty();
    }

    @Test
    void theFirstRenewalComesAnywhereWithinTheFirstInterval() {
        registrar.start();
        time.advance(Duration.ofSeconds(2));

        assertThat(registry.renewals).hasSize(1);
    }

    @Test
    void whatTheReplySaysOfTheLogGoesToTheDirectory() {
        directory.start();
        time.run();
        next(registry.snapshots).answer().complete(ScriptedRegistry.snapshot(at(7), time.now(), Map.of()));
        registrar.start();

        awaitRenewal();
        // the scripted reply says revision 0, which is before the 7 that the renewal named
        renewed();

        assertThat(directory.status().gaps()).isEqualTo(1);
    }

    @Test
    void whatTheRegistryNoLongerKnowsIsRegisteredAgain() {
        registered(ORDERS_A);
        awaitRenewal();

        renewed(LeaseState.GONE);
        assertThat(state()).isEqualTo(State.REGISTERING);
        assertThat(accept()).containsExactly(ORDERS_A);

        assertThat(states).containsExactly(State.REGISTERING, State.REGISTERED);
        assertThat(awaitRenewal().leases()).extracting(Lease::digest).containsExactly("d2");
    }

    @Test
    void allThatIsGoneComesBackInOneBatch() {
        registered(ORDERS_A, ORDERS_B);
        awaitRenewal();

        renewed(LeaseState.GONE, LeaseState.GONE);

        assertThat(accept()).containsExactly(ORDERS_A, ORDERS_B);
    }

    @Test
    void whatIsStoredOtherwiseIsWrittenAgainAndWasRegisteredAllTheTime() {
        registered(ORDERS_A);
        awaitRenewal();

        renewed(LeaseState.STALE);

        assertThat(accept()).containsExactly(ORDERS_A);
        assertThat(states).isEmpty();
        assertThat(state()).isEqualTo(State.REGISTERED);
    }

    @Test
    void aReplyThatAChangeHasOvertakenIsNotMistakenForADifference() {
        registered(ORDERS_A);
        awaitRenewal();
        registrar.update(A, r -> r.withStatus(Status.DRAINING, "", Sample.THEN));
        time.run();
        accept();

        renewed(LeaseState.STALE);

        assertThat(registry.registrations).isEmpty();
    }

    @Test
    void anInstanceWhoseIdWasTakenOverIsGivenUpAndThatIsSaidOnce() {
        ListAppender<ILoggingEvent> logged = listenToLog();
        registered(ORDERS_A, ORDERS_B);
        awaitRenewal();

        renewed(LeaseState.SUPERSEDED, LeaseState.OK);
        for (int i = 0; i < 5; i++) {
            assertThat(awaitRenewal().leases()).extracting(Lease::key).containsExactly(Sample.key("orders", "b"));
            renewed(LeaseState.OK);
        }
        registrar.update(A, r -> r.withStatus(Status.DRAINING, "", Sample.THEN));
        time.run();

        assertThat(states).containsExactly(State.SUPERSEDED);
        assertThat(registry.registrations).isEmpty();
        assertThat(registrar.own().get(0).reason()).isEqualTo("another process has taken over this id");
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "orders/a is given up, and serves only whoever still calls it: another process has taken"
                                + " over this id");

        registrar.deregister(A);
        time.run();
        assertThat(registry.changes).as("its successor stays").isEmpty();
    }

    @Test
    void anIdThatWasOursAndIsHeldByAnotherWasTakenOver() {
        registered(ORDERS_A);
        registrar.update(A, r -> r.withStatus(Status.DRAINING, "", Sample.THEN));
        time.run();

        answer(new Registered.Held(A, "10.0.0.9:8080", Duration.ofSeconds(6)));

        assertThat(state()).isEqualTo(State.SUPERSEDED);
        time.advance(Duration.ofMinutes(1));
        assertThat(registry.registrations).isEmpty();
    }

    @Test
    void forAllInstancesTogetherItIsSaidOnceThatTheRegistryIsAway() {
        ListAppender<ILoggingEvent> logged = listenToLog();
        registered(ORDERS_A, ORDERS_B, Sample.instance("stock", "c"));
        awaitRenewal();

        renewalFails("it said nothing");

        assertThat(registrar.own()).extracting(Registrar.Own::state).containsOnly(State.AWAY);
        assertThat(states).containsExactly(State.AWAY, State.AWAY, State.AWAY);
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("orders/a and 2 more cannot be renewed now, which is retried: it said nothing");
    }

    @Test
    void whileTheRegistryIsAwayThatIsSaidOnceAndRenewalIsRetriedAtRandom() {
        ListAppender<ILoggingEvent> logged = listenToLog();
        registered(ORDERS_A);
        awaitRenewal();
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            renewalFails("try " + i);
            long failed = time.nanos();
            awaitRenewal();
            waits.add(Duration.ofNanos(time.nanos() - failed));
        }

        assertThat(own().state()).isEqualTo(State.AWAY);
        assertThat(own().reason()).isEqualTo("try 29");
        assertThat(states).containsExactly(State.AWAY);
        assertThat(waits).allMatch(wait -> wait.compareTo(Duration.ofSeconds(2)) <= 0);
        assertThat(waits.get(0)).isLessThanOrEqualTo(Duration.ofMillis(100));
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("orders/a cannot be renewed now, which is retried: try 0");

        renewed(LeaseState.OK);
        assertThat(states).containsExactly(State.AWAY, State.REGISTERED);
        assertThat(registry.registrations).as("its lease was kept").isEmpty();
    }

    @Test
    void aRenewalThatIsNeverAnsweredCountsAsFailed() {
        registered(ORDERS_A);
        awaitRenewal();

        time.advance(Duration.ofSeconds(3));

        assertThat(own().state()).isEqualTo(State.AWAY);
        assertThat(own().reason()).isEqualTo("the registry has not answered a renewal within 3000ms");
    }

    @Test
    void expiredLeasesAreSweptForEverybodyAboutOnceASecond() {
        registrar.start();

        time.advance(Duration.ofSeconds(100));

        assertThat(registry.sweeps).isBetween(90, 111);
    }

    @Test
    void onlyOneSweepIsUnderWay() {
        registry.sweepsHang = true;
        registrar.start();

        time.advance(Duration.ofMillis(2_500));
        assertThat(registry.sweeps).isEqualTo(1);

        time.advance(Duration.ofSeconds(10));
        assertThat(registry.sweeps).as("a lost one is not waited for for ever").isBetween(2, 5);
    }

    @Test
    void inALargeFleetAboutTenProcessesSweepInEachSecond() {
        registrar.start();
        awaitRenewal();
        renewed(1_000, LeasePolicy.DEFAULT);
        int before = registry.sweeps;
        for (int i = 0; i < 500; i++) {
            awaitRenewal();
            renewed(1_000, LeasePolicy.DEFAULT);
        }

        // about a thousand seconds: one in a hundred of them is ours
        assertThat(registry.sweeps - before).isBetween(3, 25);
    }

    @Test
    void severalInstancesAreJudgedEachByItself() {
        Registration c = Sample.instance("orders", "c");
        registered(ORDERS_A, ORDERS_B, c);
        awaitRenewal();

        renewed(LeaseState.OK, LeaseState.GONE, LeaseState.SUPERSEDED);

        assertThat(registrar.own())
                .extracting(Own::state)
                .containsExactly(State.REGISTERED, State.REGISTERING, State.SUPERSEDED);
        assertThat(accept()).containsExactly(ORDERS_B);
    }

    private static ListAppender<ILoggingEvent> listenToLog() {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        ((Logger) LoggerFactory.getLogger(Registrar.class)).addAppender(logged);
        return logged;
    }
}
