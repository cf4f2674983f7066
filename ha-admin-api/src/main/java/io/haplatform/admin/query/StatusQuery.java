package io.haplatform.admin.query;

import io.haplatform.admin.query.StatusReport.Availability;
import io.haplatform.admin.query.StatusReport.BreakerReport;
import io.haplatform.admin.query.StatusReport.RegistryReport;
import io.haplatform.admin.query.StatusReport.ServiceReport;
import io.haplatform.core.instance.Instance;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.core.time.Time;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Answers how the system is. Reads memory alone; thread-safe. */
public final class StatusQuery {

    private final FleetReader fleets;
    private final Breakers breakers;
    private final UnaryOperator<String> strategies;
    private final Time time;

    /** @param strategies the name of a service's balancing algorithm */
    StatusQuery(FleetReader fleets, Breakers breakers, UnaryOperator<String> strategies, Time time) {
        this.fleets = fleets;
        this.breakers = breakers;
        this.strategies = strategies;
        this.time = time;
    }

    public StatusReport read() {
        Fleet fleet = fleets.read();
        Map<String, List<BreakerReport>> byService = breakersByService(fleet);
        StatusRule.Result result = StatusRule.judge(fleet, byService);
        return new StatusReport(
                result.verdict(),
                result.reason(),
                time.now(),
                registry(fleet),
                null,
                fleet.services().stream()
                        .map(service -> service(service, byService.getOrDefault(service.service(), List.of())))
                        .toList(),
                List.of(),
                result.findings());
    }

    private ServiceReport service(ServiceView service, List<BreakerReport> callers) {
        Map<String, Integer> states = new LinkedHashMap<>();
        StatusRule.count(service.instances().stream()).forEach((status, count) -> states.put(status.name(), count));
        return new ServiceReport(
                service.service(),
                strategies.apply(service.service()),
                null,
                service.instances().size(),
                states,
                Availability.UNKNOWN,
                callers);
    }

    private Map<String, List<BreakerReport>> breakersByService(Fleet fleet) {
        Map<String, List<BreakerReport>> byService = new TreeMap<>();
        for (ServiceView service : fleet.services()) {
            for (Instance caller : service.instances()) {
                breakers.of(caller.registration()).forEach((called, breaker) -> byService
                        .computeIfAbsent(called, name -> new ArrayList<>())
                        .add(breaker));
            }
        }
        return byService;
    }

    private static RegistryReport registry(Fleet fleet) {
        Fleet.RegistryState registry = fleet.registry();
        return new RegistryReport(
                registry.type(),
                registry.mode(),
                registry.available() ? "UP" : "DOWN",
                registry.available() ? null : registry.reason(),
                registry.since(),
                registry.latencyMillis(),
                registry.revision(),
                registry.warnings(),
                StatusRule.protection(fleet));
    }
}
