package io.haplatform.spring.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of HA Platform, named once; {@code docs/reference/metrics.md} is generated from this. Prometheus shows
 * {@code ha.registry.available} as {@code ha_registry_available}, and counters with {@code _total}.
 */
public enum HaMeters implements MeterDocumentation {
    REGISTRY_AVAILABLE(
            "ha.registry.available",
            Meter.Type.GAUGE,
            "1 while this process reaches the registry, 0 while it lives from what it last knew"),
    REGISTRY_PROTECTION(
            "ha.registry.protection",
            Meter.Type.GAUGE,
            "1 while the registry holds removals back because the leases of many ended at once"),
    REGISTRY_REQUESTS(
            "ha.registry.requests",
            Meter.Type.TIMER,
            "Requests to the registry and how long they took, by operation and outcome",
            "seconds",
            Tag.OPERATION,
            Tag.OUTCOME),
    REGISTRY_REVISION(
            "ha.registry.revision",
            Meter.Type.GAUGE,
            "Revision of the last entry of the log that this process applied"),
    REGISTRY_SNAPSHOTS("ha.registry.snapshots", Meter.Type.COUNTER, "Snapshots that this process took"),
    REGISTRY_GAPS(
            "ha.registry.gaps",
            Meter.Type.COUNTER,
            "How often the log did not go on where this process was, so that it had to begin anew"),
    REGISTRY_REJECTED(
            "ha.registry.rejected",
            Meter.Type.GAUGE,
            "Foreign, oversized or unreadable entries under our keys that this process ignores"),
    REGISTRY_EVENTS(
            "ha.registry.events",
            Meter.Type.COUNTER,
            "What happened to instances of followed services",
            null,
            Tag.TYPE),
    REGISTRY_LOOKUPS(
            "ha.registry.lookups",
            Meter.Type.COUNTER,
            "Lookups by discovery clients: answered live, from what was last known (stale), or not known at all",
            null,
            Tag.RESULT),
    INSTANCE_REGISTERED(
            "ha.instance.registered",
            Meter.Type.GAUGE,
            "Instances of this process that the registry has confirmed: 1, or 0 while it has not"),
    CALLS(
            "ha.calls",
            Meter.Type.TIMER,
            "Calls by load-balanced clients and how long they took, all attempts and the body included",
            "seconds",
            Tag.SERVICE,
            Tag.OUTCOME),
    CALL_ATTEMPTS(
            "ha.call.attempts",
            Meter.Type.COUNTER,
            "Attempts of these calls, each at another instance, by how they ended",
            null,
            Tag.SERVICE,
            Tag.RESULT),
    CALL_RETRIES(
            "ha.call.retries", Meter.Type.COUNTER, "Attempts that were not the first of their call", null, Tag.SERVICE),
    CALLS_WITHOUT_INSTANCE(
            "ha.calls.without.instance",
            Meter.Type.COUNTER,
            "Calls that found no instance, or none that they had not tried; service is _unknown for all names together that nobody has registered",
            null,
            Tag.SERVICE),
    CALLS_IN_FLIGHT(
            "ha.calls.in.flight",
            Meter.Type.GAUGE,
            "Attempts under way at all instances of the service",
            null,
            Tag.SERVICE),
    INSTANCES_AVOIDED(
            "ha.instances.avoided",
            Meter.Type.GAUGE,
            "Instances that this process avoids because of what it saw of them itself",
            null,
            Tag.SERVICE),
    REQUESTS_IN_FLIGHT("ha.requests.in.flight", Meter.Type.GAUGE, "Requests that this application is answering now"),
    DRAINING("ha.draining", Meter.Type.GAUGE, "1 while this application drains"),

    SERVICE_DISCOVERY_TOTAL_SERVICES(
            "service_discovery.total_services", Meter.Type.GAUGE, "Instances of the services this process follows"),
    SERVICE_DISCOVERY_HEALTHY_SERVICES(
            "service_discovery.healthy_services", Meter.Type.GAUGE, "Those of them that are UP"),
    SERVICE_DISCOVERY_UNHEALTHY_SERVICES(
            "service_discovery.unhealthy_services", Meter.Type.GAUGE, "Those of them that are not"),
    SERVICE_DISCOVERY_REGISTRATION_RATE(
            "service_discovery.registration_rate",
            Meter.Type.GAUGE,
            "Registrations seen per second, mean of one minute"),
    SERVICE_DISCOVERY_DEREGISTRATION_RATE(
            "service_discovery.deregistration_rate",
            Meter.Type.GAUGE,
            "Deregistrations and expiries seen per second, mean of one minute"),
    SERVICE_DISCOVERY_HEALTH_CHECK_RATE(
            "service_discovery.health_check_rate",
            Meter.Type.GAUGE,
            "Looks at this application's own health per second, mean of one minute"),
    SERVICE_DISCOVERY_DISCOVERY_RATE(
            "service_discovery.discovery_rate",
            Meter.Type.GAUGE,
            "Lookups by discovery clients per second, mean of one minute"),
    SERVICE_DISCOVERY_CACHE_HIT_RATE(
            "service_discovery.cache_hit_rate",
            Meter.Type.GAUGE,
            "Share of lookups that were answered from a live snapshot, 0 to 1; 1 before the first"),
    SERVICE_DISCOVERY_RESPONSE_TIME_P95(
            "service_discovery.response_time_p95",
            Meter.Type.GAUGE,
            "95th percentile of the time the registry takes to answer",
            "seconds"),
    SERVICE_DISCOVERY_ERROR_RATE(
            "service_discovery.error_rate",
            Meter.Type.GAUGE,
            "Share of requests to the registry that failed in the last minute, 0 to 1");

    private final String meterName;
    private final Meter.Type type;
    private final String description;
    private final @Nullable String baseUnit;

    @SuppressWarnings("ImmutableEnumChecker") // never handed out, only copies
    private final Tag[] keyNames;

    HaMeters(String meterName, Meter.Type type, String description) {
        this(meterName, type, description, null);
    }

    HaMeters(String meterName, Meter.Type type, String description, @Nullable String baseUnit, Tag... keyNames) {
        this.meterName = meterName;
        this.type = type;
        this.description = description;
        this.baseUnit = baseUnit;
        this.keyNames = keyNames;
    }

    @Override
    public String getName() {
        return meterName;
    }

    @Override
    public Meter.Type getType() {
        return type;
    }

    /** What it tells, for people. */
    public String description() {
        return description;
    }

    @Override
    public @Nullable String getBaseUnit() {
        return baseUnit;
    }

    @Override
    public KeyName[] getKeyNames() {
        return keyNames.clone();
    }

    /** Tags that the meters carry. */
    public enum Tag implements KeyName {
        /** What was asked of the registry: {@code register}, {@code renew}, {@code change}, {@code sweep}, {@code snapshot}. */
        OPERATION("operation"),
        /** {@code success} or {@code failure}; of calls also {@code ignored}: given up by their caller, or never begun. */
        OUTCOME("outcome"),
        /** What happened: {@code registered}, {@code deregistered}, {@code expired}, {@code status}, {@code changed}. */
        TYPE("type"),
        /**
         * How a lookup was answered: {@code live}, {@code stale}, {@code unknown}; how an attempt ended: {@code success},
         * {@code ignored}, {@code refused}, {@code unreachable}, {@code timeout}, {@code reset}, {@code status}, {@code
         * error}.
         */
        RESULT("result"),
        /** Name of the service that is called; {@code unknown} for all names together that have had no instance. */
        SERVICE("service");

        private final String key;

        Tag(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }
}
