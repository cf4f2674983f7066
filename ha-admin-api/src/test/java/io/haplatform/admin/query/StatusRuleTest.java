package io.haplatform.admin.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.admin.query.StatusReport.BreakerReport;
import io.haplatform.admin.query.StatusReport.Finding;
import io.haplatform.admin.query.StatusReport.Verdict;
import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Protection;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.test.Registrations;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StatusRuleTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Fleet.RegistryState HEALTHY =
            new Fleet.RegistryState("redis", "standalone", true, "", THEN, 0.4, 7, List.of(), "", Protection.NONE);
    private static final Fleet.RegistryState AWAY = new Fleet.RegistryState(
            "redis", "standalone", false, "connection refused", THEN, null, 7, List.of(), "", Protection.NONE);
    private static final Fleet.RegistryState NEVER = new Fleet.RegistryState(
            "redis", "standalone", false, "connection refused", null, null, 0, List.of(), "", Protection.NONE);

    @Test
    void isUpWhenEverybodyIs() {
        StatusRule.Result result = judge(HEALTHY, up("orders", "a"), up("orders", "b"));

        assertThat(result.verdict()).isEqualTo(Verdict.UP);
        assertThat(result.reason()).isEqualTo("2 of 2 instances up, registry healthy");
        assertThat(result.findings()).isEmpty();
    }

    @Test
    void isDegradedByARegistryThatMayLoseWhatItHolds() {
        Fleet.RegistryState evicting = new Fleet.RegistryState(
                "redis",
                "standalone",
                true,
                "",
                THEN,
                0.4,
                7,
                List.of("Redis may evict: set noeviction"),
                "",
                Protection.NONE);
        StatusRule.Result result = judge(evicting, up("orders", "a"));

        assertThat(result.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(result.reason()).isEqualTo("1 of 1 instance up, registry healthy; Redis may evict: set noeviction");
        assertThat(result.findings()).extracting(Finding::code).containsExactly("REGISTRY_WARNING");
    }

    @Test
    void isDegradedWhileWhatTheRegistryHasLostIsKept() {
        String kept = "4 of 10 instances have not registered again";
        Fleet.RegistryState keeping = new Fleet.RegistryState(
                "redis", "standalone", true, "", THEN, 0.4, 7, List.of(), kept, Protection.NONE);
        StatusRule.Result result = judge(keeping, up("orders", "a"));

        assertThat(result.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(result.reason()).isEqualTo("1 of 1 instance up, registry healthy; " + kept);
        assertThat(result.findings()).containsExactly(new Finding("REGISTRY_KEEPS", null, null, kept));
    }

    @Test
    void takesADrainForNoFaultWhileOthersServe() {
        StatusRule.Result result = judge(
                HEALTHY,
                up("orders", "a"),
                up("orders", "b"),
                up("orders", "c"),
                instance(Registrations.of("orders", "d").status(Status.DRAINING, "stopping")));

        assertThat(result.verdict()).isEqualTo(Verdict.UP);
        assertThat(result.reason()).isEqualTo("3 of 4 instances up, 1 draining, registry healthy");
    }

    @Test
    void countsMaintenanceAndStartingInWords() {
        Registration held = Registrations.of("orders", "b").build();
        Instance maintained = Instance.of(held, override(held.key(), Status.MAINTENANCE), List.of(), THEN);
        StatusRule.Result result = judge(
                HEALTHY,
                up("orders", "a"),
                maintained,
                instance(Registrations.of("orders", "c").status(Status.STARTING, "not ready yet")));

        assertThat(result.verdict()).isEqualTo(Verdict.UP);
        assertThat(result.reason()).isEqualTo("1 of 3 instances up, 1 starting, 1 in maintenance, registry healthy");
    }

    @Test
    void isDegradedBySuspicionAndNamesTheWitness() {
        StatusRule.Result result = judge(HEALTHY, up("orders", "a"), suspect("orders", "b", "connection refused"));

        assertThat(result.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(result.reason())
                .isEqualTo("1 of 2 instances up, 1 suspect, registry healthy; "
                        + "orders/b is suspect: connection refused (seen by storefront-1)");
        assertThat(result.findings()).extracting(Finding::code).containsExactly("INSTANCE_SUSPECT");
    }

    @Test
    void isDownWhenAServiceHasNobodyToTakeTrafficAndSaysThatFirst() {
        StatusRule.Result result = judge(
                HEALTHY,
                up("orders", "a"),
                instance(Registrations.of("payments", "p1").status(Status.DOWN, "disk full")),
                suspect("payments", "p2", "no answer"));

        assertThat(result.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(result.reason())
                .isEqualTo("1 of 3 instances up, 1 suspect, 1 down, registry healthy; "
                        + "payments has no instance that takes traffic: 1 suspect, 1 down (and 2 more)");
        assertThat(result.findings())
                .extracting(Finding::code)
                .containsExactly("SERVICE_DOWN", "INSTANCE_DOWN", "INSTANCE_SUSPECT");
    }

    @Test
    void isDownWhenAllThatAreUpHaveWeightZero() {
        StatusRule.Result result =
                judge(HEALTHY, instance(Registrations.of("orders", "a").weight(0)));

        assertThat(result.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(result.reason())
                .endsWith("orders has no instance that takes traffic: all that are up have weight 0");
    }

    @Test
    void isDegradedWhileTheRegistryIsAwayBecauseEverybodyGoesOn() {
        StatusRule.Result result = judge(AWAY, up("orders", "a"));

        assertThat(result.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(result.reason())
                .isEqualTo("1 of 1 instance up, registry away; the registry (redis) is away since"
                        + " 2026-01-01T00:00:00Z: connection refused; everybody goes on with what was last read");
    }

    @Test
    void isDownWhenNothingWasEverRead() {
        StatusRule.Result result = judge(NEVER);

        assertThat(result.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(result.reason())
                .isEqualTo("no instance is registered, registry away; the registry (redis) has not been reached since"
                        + " this admin started: connection refused");
    }

    @Test
    void isUpWithNobodyRegistered() {
        StatusRule.Result result = judge(HEALTHY);

        assertThat(result.verdict()).isEqualTo(Verdict.UP);
        assertThat(result.reason()).isEqualTo("no instance is registered, registry healthy");
    }

    @Test
    void isDegradedByAnOpenBreakerAndNotByAClosedOne() {
        Fleet fleet = fleet(HEALTHY, up("orders", "a"));

        StatusRule.Result closed = StatusRule.judge(fleet, Map.of("orders", List.of(breaker("CLOSED"))));
        StatusRule.Result open = StatusRule.judge(fleet, Map.of("orders", List.of(breaker("OPEN"))));

        assertThat(closed.verdict()).isEqualTo(Verdict.UP);
        assertThat(open.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(open.reason())
                .endsWith("storefront/s1 has opened its circuit breaker for orders: "
                        + "12 of 20 calls failed, 7 not let through");
    }

    @Test
    void tellsWhichInstancesAreKeptWithoutALeaseAndWhatEndsThat() {
        Registration last = Registrations.of("orders", "a").build();
        Observation lapsed = new Observation(
                last.key(),
                last.incarnation(),
                Observation.REGISTRY,
                Observation.Evidence.LAPSED,
                "its lease ended",
                THEN,
                THEN.plusSeconds(10));
        Fleet fleet = fleet(HEALTHY, Instance.of(last, null, List.of(lapsed), THEN));

        StatusReport.ProtectionReport protection = StatusRule.protection(fleet);

        assertThat(protection.active()).isTrue();
        assertThat(protection.reason())
                .isEqualTo("1 instance is kept although the lease has ended, because silence alone removes nobody"
                        + " at once, nor the last of a service: orders/a");
        assertThat(protection.release())
                .isEqualTo("the instance renews or leaves, or others of its service live while it stays silent");
        assertThat(StatusRule.protection(fleet(HEALTHY, up("orders", "a"))).active())
                .isFalse();
    }

    @Test
    void isDegradedWhileTheRegistryHoldsRemovalsBackAndSaysWhatEndsThat() {
        Fleet.RegistryState holding = new Fleet.RegistryState(
                "redis", "standalone", true, "", THEN, 0.4, 7, List.of(), "", new Protection(true, THEN, 50, 100, 100));
        StatusRule.Result result = judge(holding, up("orders", "a"));

        assertThat(result.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(result.reason())
                .isEqualTo("1 of 1 instance up, registry healthy; removals are held back: the leases of 50 of 100"
                        + " instances have ended without a word, more than 15 at once: that looks like a broken"
                        + " network, not like death");
        assertThat(result.findings()).extracting(Finding::code).containsExactly("REGISTRY_PROTECTION");
        StatusReport.ProtectionReport protection = StatusRule.protection(fleet(holding, up("orders", "a")));
        assertThat(protection.active()).isTrue();
        assertThat(protection.reason()).startsWith("the leases of 50 of 100 instances");
        assertThat(protection.release())
                .isEqualTo("they renew again, all but 15 of them for one lease, or refuse connections and go for it, or"
                        + " 100 instances renew as before");
    }

    private static StatusRule.Result judge(Fleet.RegistryState registry, Instance... instances) {
        return StatusRule.judge(fleet(registry, instances), Map.of());
    }

    private static Fleet fleet(Fleet.RegistryState registry, Instance... instances) {
        List<ServiceView> services = Arrays.stream(instances)
                .collect(Collectors.groupingBy(i -> i.key().service(), TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(e -> new ServiceView(e.getKey(), true, 7, e.getValue()))
                .toList();
        return new Fleet(registry, services);
    }

    private static Instance up(String service, String id) {
        return instance(Registrations.of(service, id));
    }

    private static Instance instance(Registrations registration) {
        return Instance.of(registration.build(), null, List.of(), THEN);
    }

    private static Instance suspect(String service, String id, String detail) {
        Registration registration = Registrations.of(service, id).build();
        Observation seen = observation(registration, Observation.Evidence.REFUSED, detail);
        return Instance.of(registration, null, List.of(seen), THEN);
    }

    private static Observation observation(Registration of, Observation.Evidence evidence, String detail) {
        return new Observation(
                of.key(), of.incarnation(), "storefront-1", evidence, detail, THEN, THEN.plusSeconds(10));
    }

    private static OperatorOverride override(InstanceKey key, Status status) {
        return new OperatorOverride(key, 1, null, null, status, "admin", "new disk", THEN, null, Map.of());
    }

    private static BreakerReport breaker(String state) {
        return new BreakerReport("storefront/s1", state, THEN, 20, 12, 0, 7, 60.0, THEN);
    }
}
