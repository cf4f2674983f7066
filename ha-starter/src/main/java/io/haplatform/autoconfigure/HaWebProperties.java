package io.haplatform.autoconfigure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What stands in front of the application's own request handling.
 *
 * @param enabled whether requests are counted and the application drains before it stops
 * @param drain how it drains
 */
@ConfigurationProperties("ha.web")
public record HaWebProperties(@DefaultValue("true") boolean enabled, @DefaultValue Drain drain) {

    /**
     * The time before the server stops: requests are still served while callers learn that this instance leaves.
     *
     * @param enabled whether shutdown begins with a drain
     * @param propagation how long callers are given to learn of it from the registry
     * @param quiet no new request for this long means that all have learnt it
     * @param inFlight the longest time to wait, after propagation, for quiet and for requests in flight to finish
     * @param externalGrace the shortest time to go on serving for callers that learn of it by probing /health/ready, such as a proxy or Kubernetes; counted from the beginning of the drain
     */
    public record Drain(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("1s") Duration propagation,
            @DefaultValue("300ms") Duration quiet,
            @DefaultValue("20s") Duration inFlight,
            @DefaultValue("0s") Duration externalGrace) {

        private static final Duration LONGEST = Duration.ofMinutes(10);

        public Drain {
            bounded("propagation", propagation);
            bounded("quiet", quiet);
            bounded("in-flight", inFlight);
            bounded("external-grace", externalGrace);
        }

        private static void bounded(String name, Duration duration) {
            if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
                String setting = "ha.web.drain." + name;
                throw new InvalidSettingException(
                        setting,
                        setting + " must be between 0 and 10m but is " + duration.toMillis() + "ms",
                        "Shorten " + setting + ": the platform ends a process that takes long to stop.");
            }
        }
    }
}
