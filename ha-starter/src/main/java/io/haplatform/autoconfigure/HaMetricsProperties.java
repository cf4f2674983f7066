package io.haplatform.autoconfigure;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The meters of HA Platform; each is named in docs/reference/metrics.md.
 *
 * @param enabled whether they are registered with Micrometer
 * @param tags added to each of them
 */
@ConfigurationProperties("ha.metrics")
public record HaMetricsProperties(@DefaultValue("true") boolean enabled, @DefaultValue Map<String, String> tags) {

    public HaMetricsProperties {
        tags = Map.copyOf(tags);
    }
}
