package io.haplatform.admin.query;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One instance, with everything the admin knows of it. A field is null when there is nothing to say.
 *
 * @param id unique within the service
 * @param service it is a copy of
 * @param host where to call it
 * @param port where to call it
 * @param scheme {@code http} or {@code https}
 * @param managementPort where its Actuator answers; null when on {@code port}
 * @param status the effective one
 * @param statusSince when it took it
 * @param reason why it has it, in words
 * @param weight that counts: the operator's, else its own
 * @param region where it runs, coarse
 * @param zone where it runs, fine
 * @param version of its software
 * @param tags that count: the operator's, else its own
 * @param metadata whatever it says of itself
 * @param role in its failover group; null when its service is none
 * @param source {@code registered} by itself or {@code static}
 * @param override what an operator imposed
 * @param registeredAt when this start of it registered
 * @param renewedAt when its lease was last renewed
 * @param leaseExpiresAt when its lease ends unless renewed
 * @param lastCheck the last health check of it
 * @param load what it last reported, 0 to 1
 * @param ejectedBy callers that leave it out because of failures
 * @param evidence what observers saw of it that counts now
 */
public record Backend(
        String id,
        String service,
        String host,
        int port,
        String scheme,
        @Nullable Integer managementPort,
        String status,
        Instant statusSince,
        @Nullable String reason,
        int weight,
        @Nullable String region,
        @Nullable String zone,
        @Nullable String version,
        List<String> tags,
        Map<String, String> metadata,
        @Nullable String role,
        String source,
        @Nullable Imposed override,
        Instant registeredAt,
        @Nullable Instant renewedAt,
        @Nullable Instant leaseExpiresAt,
        @Nullable Check lastCheck,
        @Nullable Double load,
        List<String> ejectedBy,
        List<Evidence> evidence) {

    /**
     * What an operator imposed.
     *
     * @param version to send back with a change
     * @param weight null when left to the instance
     * @param tags null when left to the instance
     * @param status null when left to the instance
     * @param author who did it
     * @param reason why; null when not stated
     * @param at when
     * @param until when it ends by itself; null when it does not
     */
    public record Imposed(
            long version,
            @Nullable Integer weight,
            @Nullable List<String> tags,
            @Nullable String status,
            String author,
            @Nullable String reason,
            Instant at,
            @Nullable Instant until) {}

    /**
     * A health check's outcome.
     *
     * @param time when
     * @param code what it answered, such as an HTTP status
     * @param duration in milliseconds
     * @param output as it came, shortened
     */
    public record Check(Instant time, String code, double duration, String output) {}

    /**
     * What somebody saw.
     *
     * @param observer who
     * @param kind {@code REFUSED}, {@code SILENT} or {@code LAPSED}
     * @param detail in words
     * @param at when
     * @param expiresAt when it counts no longer
     */
    public record Evidence(String observer, String kind, String detail, Instant at, Instant expiresAt) {}
}
