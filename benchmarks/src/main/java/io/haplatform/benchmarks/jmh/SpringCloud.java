package io.haplatform.benchmarks.jmh;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The peer as a user gets it: Spring Cloud LoadBalancer at its defaults over ten instances from the configuration. */
final class SpringCloud {

    private SpringCloud() {}

    static ConfigurableApplicationContext start() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("spring.main.banner-mode", "off");
        properties.put("logging.level.root", "error");
        for (int i = 0; i < TenInstances.COUNT; i++) {
            properties.put(
                    "spring.cloud.discovery.client.simple.instances." + TenInstances.SERVICE + "[" + i + "].uri",
                    "http://10.0.0." + (i + 1) + ":" + TenInstances.port(i));
        }
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .run();
    }

    static LoadBalancerClient client(ConfigurableApplicationContext context) {
        return context.getBean(LoadBalancerClient.class);
    }

    static LoadBalancerClientFactory factory(ConfigurableApplicationContext context) {
        return context.getBean(LoadBalancerClientFactory.class);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
