package io.haplatform.admin.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened.
 *
 * @param id unique; later events have later ids within one start of the admin
 * @param type {@code ServiceRegistered}, {@code ServiceDeregistered}, {@code ServiceExpired},
 *     {@code HealthStatusChanged}, {@code InstanceChanged}, {@code CircuitBreakerChanged}, {@code RegistryLost},
 *     {@code RegistryRestored}
 * @param service concerned, or null
 * @param instance concerned, or null
 * @param from what it was, or null
 * @param to what it became, or null
 * @param reason why, in words, or null
 * @param epoch of a failover group; null for an event that is none of a group's
 * @param at when, by the registry's clock
 * @param by who did it: {@code owner}, {@code registry}, or the name of an operator or observer
 */
public record Event(
        String id,
        Type type,
        @Nullable String service,
        @Nullable String instance,
        @Nullable String from,
        @Nullable String to,
        @Nullable String reason,
        @Nullable Long epoch,
        Instant at,
        String by) {

    /** What kind of event; the names are those of the events an application can listen to. */
    public enum Type {
        ServiceRegistered,
        ServiceDeregistered,
        ServiceExpired,
        HealthStatusChanged,
        InstanceChanged,
        CircuitBreakerChanged,
        RegistryLost,
        RegistryRestored
    }
}
