package io.haplatform.admin.query;

import io.haplatform.admin.query.StatusReport.BreakerReport;
import io.haplatform.admin.query.StatusReport.Finding;
import io.haplatform.admin.query.StatusReport.ProtectionReport;
import io.haplatform.admin.query.StatusReport.Verdict;
import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Protection;
import io.haplatform.core.registry.ServiceView;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says in one word and one sentence how the system is: {@code DEGRADED: 3 of 4 instances up, 1 suspect,
 * registry healthy; orders/b is suspect: connection refused (seen by storefront)}.
 *
 * <ul>
 *   <li>{@code DOWN}: a service has instances and none of them is up with a weight above 0, or nothing was ever read;
 *   <li>{@code DEGRADED}: the registry is away, set up so that it may lose what it holds, holds removals back or has
 *       lost many who stay in use, or an instance is down or suspect, or a circuit breaker is open;
 *   <li>{@code UP}: else. What somebody did on purpose (drain, maintenance) or will pass (starting) is counted in the
 *       sentence and is no fault.
 * </ul>
 *
 * <p>A pure function of the fleet.
 */
final class StatusRule {

    /**
     * What came of it.
     *
     * @param findings the worst first
     */
    record Result(Verdict verdict, String reason, List<Finding> findings) {}

    private StatusRule() {}

    /** @param breakers by called service */
    static Result judge(Fleet fleet, Map<String, List<BreakerReport>> breakers) {
        List<Finding> down = new ArrayList<>();
        List<Finding> degraded = new ArrayList<>();
        Fleet.RegistryState registry = fleet.registry();
        if (!registry.available()) {
            if (registry.since() == null) {
                down.add(new Finding(
                        "REGISTRY_NEVER_REACHED",
                        null,
                        null,
                        "the registry (" + registry.type() + ") has not been reached since this admin started: "
                                + registry.reason()));
            } else {
                degraded.add(new Finding(
                        "REGISTRY_DOWN",
                        null,
                        null,
                        "the registry (" + registry.type() + ") is away since "
                                + registry.since().truncatedTo(ChronoUnit.SECONDS) + ": "
                                + registry.reason() + "; everybody goes on with what was last read"));
            }
        }
        if (registry.protection().active()) {
            degraded.add(new Finding(
                    "REGISTRY_PROTECTION",
                    null,
                    null,
                    "removals are held back: " + registry.protection().cause()));
        }
        for (ServiceView service : fleet.services()) {
            judge(service, down, degraded);
        }
        if (!registry.kept().isEmpty()) {
            degraded.add(new Finding("REGISTRY_KEEPS", null, null, registry.kept()));
        }
        registry.warnings().forEach(warning -> degraded.add(new Finding("REGISTRY_WARNING", null, null, warning)));
        breakers.forEach((service, all) -> all.stream()
                .filter(Breakers::isOpen)
                .map(breaker -> open(service, breaker))
                .forEach(degraded::add));
        List<Finding> findings = Stream.concat(down.stream(), degraded.stream()).toList();
        Verdict verdict = !down.isEmpty() ? Verdict.DOWN : !degraded.isEmpty() ? Verdict.DEGRADED : Verdict.UP;
        return new Result(verdict, sentence(fleet, findings), findings);
    }

    /** How many instances of each status there are; every status is there, so that a reader need not guess. */
    static Map<Status, Integer> count(Stream<Instance> instances) {
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        for (Status status : Status.values()) {
            counts.put(status, 0);
        }
        instances.forEach(instance -> counts.merge(instance.status(), 1, Integer::sum));
        return counts;
    }

    /** Whether instances are kept whose lease has ended, why, and what would end that. */
    static ProtectionReport protection(Fleet fleet) {
        List<String> kept = fleet.services().stream()
                .flatMap(service -> service.instances().stream())
                .filter(StatusRule::isLapsed)
                .map(instance -> instance.key().toString())
                .toList();
        Protection protection = fleet.registry().protection();
        if (protection.active()) {
            return new ProtectionReport(
                    true,
                    kept.isEmpty() ? protection.cause() : protection.cause() + ": " + shortened(kept),
                    protection.release());
        }
        if (kept.isEmpty()) {
            return new ProtectionReport(false, null, null);
        }
        return new ProtectionReport(
                true,
                kept.size() + (kept.size() == 1 ? " instance is" : " instances are")
                        + " kept although the lease has ended, because silence alone removes nobody at once, nor the"
                        + " last of a service: "
                        + shortened(kept),
                "the instance renews or leaves, or others of its service live while it stays silent");
    }

    private static void judge(ServiceView service, List<Finding> down, List<Finding> degraded) {
        List<Instance> instances = service.instances();
        if (instances.isEmpty()) {
            return;
        }
        Map<Status, Integer> counts = count(instances.stream());
        boolean served = instances.stream().anyMatch(i -> i.status() == Status.UP && i.weight() > 0);
        if (!served) {
            String why = counts.getOrDefault(Status.UP, 0) > 0
                    ? "all that are up have weight 0"
                    : String.join(", ", notUp(counts));
            down.add(new Finding(
                    "SERVICE_DOWN",
                    service.service(),
                    null,
                    service.service() + " has no instance that takes traffic: " + why));
        }
        instances.stream()
                .filter(i -> i.status() == Status.DOWN || i.status() == Status.SUSPECT)
                .sorted(Comparator.comparing(Instance::key))
                .map(StatusRule::unwell)
                .forEach(degraded::add);
    }

    private static Finding unwell(Instance instance) {
        String word = instance.status().name().toLowerCase(Locale.ROOT);
        String reason = instance.reason().isEmpty() ? "" : ": " + instance.reason();
        return new Finding(
                "INSTANCE_" + instance.status().name(),
                instance.key().service(),
                instance.key().id(),
                instance.key() + " is " + word + reason);
    }

    private static Finding open(String service, BreakerReport breaker) {
        return new Finding(
                "BREAKER_OPEN",
                service,
                breaker.caller(),
                breaker.caller() + " has opened its circuit breaker for " + service + ": " + Breakers.inWords(breaker));
    }

    private static String sentence(Fleet fleet, List<Finding> findings) {
        Map<Status, Integer> counts = count(fleet.services().stream().flatMap(service -> service.instances().stream()));
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        List<String> parts = new ArrayList<>();
        parts.add(
                all == 0
                        ? "no instance is registered"
                        : counts.get(Status.UP) + " of " + all + (all == 1 ? " instance up" : " instances up"));
        parts.addAll(notUp(counts));
        parts.add(fleet.registry().available() ? "registry healthy" : "registry away");
        String overview = String.join(", ", parts);
        if (findings.isEmpty()) {
            return overview;
        }
        String more = findings.size() == 1 ? "" : " (and " + (findings.size() - 1) + " more)";
        return overview + "; " + findings.get(0).text() + more;
    }

    /** Such as {@code 1 draining}; only what there is. */
    private static List<String> notUp(Map<Status, Integer> counts) {
        return counts.entrySet().stream()
                .filter(e -> e.getKey() != Status.UP && e.getValue() > 0)
                .map(e -> e.getValue() + " " + word(e.getKey()))
                .toList();
    }

    private static String word(Status status) {
        return status == Status.MAINTENANCE ? "in maintenance" : status.name().toLowerCase(Locale.ROOT);
    }

    private static boolean isLapsed(Instance instance) {
        return instance.observations().stream().anyMatch(o -> o.observer().equals(Observation.REGISTRY));
    }

    private static String shortened(List<String> names) {
        String first = names.stream().limit(3).collect(Collectors.joining(", "));
        return names.size() <= 3 ? first : first + " and " + (names.size() - 3) + " more";
    }
}
