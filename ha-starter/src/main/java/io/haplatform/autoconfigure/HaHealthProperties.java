package io.haplatform.autoconfigure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The probes of this application, and how they are kept fresh.
 *
 * @param enabled whether the application answers probes
 * @param endpoints where it answers them
 */
@ConfigurationProperties("ha.health")
public record HaHealthProperties(@DefaultValue("true") boolean enabled, @DefaultValue Endpoints endpoints) {

    /**
     * GET /health, /health/ready and /health/live.
     *
     * @param enabled whether they are served; a path that the application maps itself is always the application's
     * @param refreshInterval how often the answer is worked out anew, off the request path
     * @param staleAfter an answer older than this is given as 503: the checks behind it hang
     */
    public record Endpoints(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("2s") Duration refreshInterval,
            @DefaultValue("60s") Duration staleAfter) {

        public Endpoints {
            if (refreshInterval.compareTo(Duration.ofMillis(100)) < 0) {
                throw new InvalidSettingException(
                        "ha.health.endpoints.refresh-interval",
                        "ha.health.endpoints.refresh-interval must be at least 100ms but is "
                                + refreshInterval.toMillis() + "ms",
                        "Set ha.health.endpoints.refresh-interval to 100ms or more; 2s is usual.");
            }
            if (staleAfter.compareTo(refreshInterval.multipliedBy(2)) < 0) {
                throw new InvalidSettingException(
                        "ha.health.endpoints.stale-after",
                        "ha.health.endpoints.stale-after must be at least twice refresh-interval ("
                                + refreshInterval.toMillis() + "ms) but is " + staleAfter.toMillis() + "ms",
                        "Lengthen ha.health.endpoints.stale-after.");
            }
        }
    }
}
