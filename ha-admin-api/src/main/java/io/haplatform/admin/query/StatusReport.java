package io.haplatform.admin.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the system is, first in words.
 *
 * @param status {@code UP}, {@code DEGRADED} or {@code DOWN}, see {@link StatusRule}
 * @param reason why, in words
 * @param time when this was read
 * @param registry where everybody is written
 * @param cluster the nodes of the cluster; null while the namespace has no cluster
 * @param services sorted by name
 * @param alerts that are firing
 * @param findings what {@code reason} rests on, the worst first
 */
public record StatusReport(
        Verdict status,
        String reason,
        Instant time,
        RegistryReport registry,
        @Nullable ClusterReport cluster,
        List<ServiceReport> services,
        List<AlertReport> alerts,
        List<Finding> findings) {

    /** The one word. */
    public enum Verdict {
        /** Every service takes traffic and nothing is wrong. */
        UP,
        /** Something is wrong, and every service still takes traffic. */
        DEGRADED,
        /** At least one service has nobody to take traffic, or nothing is known at all. */
        DOWN
    }

    /**
     * The registry.
     *
     * @param type {@code redis} or {@code memory}
     * @param mode how it is set up: {@code standalone}, {@code sentinel}, {@code cluster}; {@code process} for one in memory
     * @param status {@code UP} or {@code DOWN}
     * @param reason why it is not {@code UP}; null when it is
     * @param since when it took this status; null while it was never reached
     * @param latency milliseconds that its last answer took; null when it did not answer
     * @param revision of the newest change this admin has read
     * @param warnings what should be changed about it, a sentence with its remedy each
     * @param protection whether removals are held back
     */
    public record RegistryReport(
            String type,
            String mode,
            String status,
            @Nullable String reason,
            @Nullable Instant since,
            @Nullable Double latency,
            long revision,
            List<String> warnings,
            ProtectionReport protection) {}

    /**
     * Whether instances are kept whose leases have ended.
     *
     * @param active whether there are any
     * @param reason which and why; null when there are none
     * @param release what ends it; null when there is nothing to end
     */
    public record ProtectionReport(boolean active, @Nullable String reason, @Nullable String release) {}

    /**
     * The cluster of nodes that elect a leader.
     *
     * @param status in one word
     */
    public record ClusterReport(String status) {}

    /**
     * One service.
     *
     * @param name its name
     * @param strategy the balancing algorithm that the configuration this admin shares names for it
     * @param failoverStrategy null for a service that is no failover group
     * @param instances how many there are, whatever their status
     * @param states how many there are of each status
     * @param availability in the last hour, day and month
     * @param breakers of its callers, as far as one ever opened
     */
    public record ServiceReport(
            String name,
            String strategy,
            @Nullable String failoverStrategy,
            int instances,
            Map<String, Integer> states,
            Availability availability,
            List<BreakerReport> breakers) {}

    /**
     * Availability over three windows.
     *
     * @param hour the last hour
     * @param day the last 24 hours
     * @param month the last 30 days
     */
    public record Availability(
            @JsonProperty("1h") Share hour, @JsonProperty("24h") Share day, @JsonProperty("30d") Share month) {

        /** Nothing has been measured. */
        public static final Availability UNKNOWN = new Availability(Share.UNKNOWN, Share.UNKNOWN, Share.UNKNOWN);
    }

    /**
     * Availability over one window, 0 to 1.
     *
     * @param requests share of requests that were answered; null while none is counted
     * @param time share of the time in which somebody took traffic; null while it is not measured
     */
    public record Share(@Nullable Double requests, @Nullable Double time) {
        static final Share UNKNOWN = new Share(null, null);
    }

    /**
     * A caller's circuit breaker around this service, as the caller last published it.
     *
     * @param caller the instance that calls, {@code service/id}
     * @param state of the breaker, in Resilience4j's words
     * @param since when it took that state
     * @param calls in its window
     * @param failed of these
     * @param slow of these
     * @param rejected calls it did not let through since it opened
     * @param failureRate in percent; null while there were too few calls
     * @param at when the caller read these figures
     */
    public record BreakerReport(
            String caller,
            String state,
            @Nullable Instant since,
            long calls,
            long failed,
            long slow,
            long rejected,
            @Nullable Double failureRate,
            @Nullable Instant at) {}

    /**
     * An alert.
     *
     * @param rule its name
     * @param since when it began to fire
     * @param summary in words
     */
    public record AlertReport(String rule, Instant since, String summary) {}

    /**
     * Something worth saying about the state.
     *
     * @param code stable, to translate by: {@code REGISTRY_DOWN}, {@code REGISTRY_NEVER_REACHED},
     *     {@code REGISTRY_PROTECTION}, {@code REGISTRY_KEEPS}, {@code REGISTRY_WARNING}, {@code SERVICE_DOWN},
     *     {@code INSTANCE_DOWN}, {@code INSTANCE_SUSPECT}, {@code BREAKER_OPEN}
     * @param service concerned, or null
     * @param instance concerned, or null
     * @param text in words
     */
    public record Finding(String code, @Nullable String service, @Nullable String instance, String text) {}
}
