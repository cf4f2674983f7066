package io.haplatform.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

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
        MutablePropertySources sources = environment.getPropertySources();
        Map<String, Object> all = new HashMap<>(DEFAULTS);
        PropertySource<?> own = sources.get(DefaultPropertiesPropertySource.NAME);
        if (own != null && own.getSource() instanceof Map<?, ?> said) {
            said.forEach((name, value) -> all.put(String.valueOf(name), value));
            sources.replace(DefaultPropertiesPropertySource.NAME, new DefaultPropertiesPropertySource(all));
        } else {
            sources.addLast(new DefaultPropertiesPropertySource(all));
        }
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
