package io.haplatform.autoconfigure;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Other people's settings that we want otherwise, where nobody has said anything: behind everything else, so that any
 * other source wins.
 */
final class LowestDefaults implements EnvironmentPostProcessor, Ordered {

    private static final Map<String, Object> DEFAULTS = Map.of(
            // one retry layer: ours. With spring-retry on the class path Spring Cloud would add its own
            "spring.cloud.loadbalancer.retry.enabled", "false");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!"false".equals(environment.getProperty("ha.load-balancer.enabled"))) {
            environment.getPropertySources().addLast(new MapPropertySource("haLowestDefaults", DEFAULTS));
        }
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
