package io.haplatform.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Other people's settings that we want otherwise, where nobody has said anything. They join the application's own
 * default properties, which Spring Boot keeps behind every other source, and give way to them.
 */
final class LowestDefaults implements EnvironmentPostProcessor, Ordered {

    private static final Map<String, Object> DEFAULTS = Map.of(
            // one retry layer: ours. With spring-retry on the class path Spring Cloud would add its own
            "spring.cloud.loadbalancer.retry.enabled", "false");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if ("false".equals(environment.getProperty("ha.load-balancer.enabled"))) {
            return;
        }
        Map<String, Object> unsaid = new HashMap<>(DEFAULTS);
        // what is merged would win over the application's own default properties
        unsaid.keySet().removeIf(environment::containsProperty);
        DefaultPropertiesPropertySource.addOrMerge(unsaid, environment.getPropertySources());
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
