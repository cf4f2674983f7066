package io.haplatform.autoconfigure;

import io.haplatform.core.instance.Names;
import io.haplatform.core.registry.LeasePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The registry this application writes itself into and reads others from. Where Redis is, who logs in and how it is
 * encrypted are Spring Boot's own settings, spring.data.redis.*.
 *
 * @param enabled whether there is a registry at all; without it nothing is registered and nothing is found
 * @param type redis; or memory, a registry inside this process, for tests and for trying things out
 * @param namespace applications see each other only within one; several may share a Redis
 * @param renewInterval how often the lease is renewed, ±10 % at random
 * @param leaseDuration how long the instance is believed alive after its last renewal; at least twice renew-interval,
 *     at most 1h
 * @param failFast whether the application must not start when the registry cannot be reached or its id is taken; by default it starts, and registers as soon as it can
 * @param failFastTimeout how long a start with fail-fast waits for the registry
 * @param subscribe services to follow from the start; others are followed from their first lookup on
 * @param firstLookupTimeout how long the first lookup of a service that nobody followed may wait for the registry
 * @param lastKnownGood what this application knows of others, kept in a file for a start while Redis is away
 */
@ConfigurationProperties("ha.registry")
public record HaRegistryProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("redis") Type type,
        @DefaultValue("default") String namespace,
        @DefaultValue("2s") Duration renewInterval,
        @DefaultValue("6s") Duration leaseDuration,
        @DefaultValue("false") boolean failFast,
        @DefaultValue("5s") Duration failFastTimeout,
        @DefaultValue List<String> subscribe,
        @DefaultValue("1s") Duration firstLookupTimeout,
        @DefaultValue LastKnownGood lastKnownGood) {

    /**
     * The file of what was last known.
     *
     * @param enabled whether it is written and read
     * @param directory where it is, made when it is missing, and the user's own; by default ha-platform-USER in the system's directory for temporary files, which a container loses with its end: name a volume there
     */
    public record LastKnownGood(@DefaultValue("true") boolean enabled, @Nullable Path directory) {}

    /** What kind of registry. */
    public enum Type {
        /** The Redis of spring.data.redis.*, shared by all processes of the namespace. */
        REDIS,
        /** Inside this process alone. */
        MEMORY
    }

    public HaRegistryProperties {
        InvalidSettingException.check("ha.registry.namespace", () -> Names.namespace(namespace));
        subscribe.forEach(name -> InvalidSettingException.check("ha.registry.subscribe", () -> Names.service(name)));
        subscribe = List.copyOf(subscribe);
        lease(renewInterval, leaseDuration);
        positive("ha.registry.fail-fast-timeout", failFastTimeout);
        positive("ha.registry.first-lookup-timeout", firstLookupTimeout);
    }

    /** Renewal and lease as the core has them. */
    public LeasePolicy leasePolicy() {
        return lease(renewInterval, leaseDuration);
    }

    private static LeasePolicy lease(Duration renewInterval, Duration leaseDuration) {
        try {
            return new LeasePolicy(renewInterval, leaseDuration);
        } catch (IllegalArgumentException e) {
            String message = "ha.registry." + e.getMessage();
            String setting = message.substring(0, message.indexOf(' '));
            throw new InvalidSettingException(
                    setting,
                    message,
                    "Set ha.registry.renew-interval to 50ms or more, and ha.registry.lease-duration to at least twice that"
                            + " and at most 1h.");
        }
    }

    private static void positive(String setting, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new InvalidSettingException(
                    setting,
                    setting + " must be more than 0 but is " + duration.toMillis() + "ms",
                    "Set " + setting + " to a duration such as 1s.");
        }
    }
}
