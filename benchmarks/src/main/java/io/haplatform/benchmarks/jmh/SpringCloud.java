package io.haplatform.benchmarks.jmh;

import io.haplatform.core.balance.Balancers;
import io.haplatform.core.time.Time;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring Cloud's {@link LoadBalancerClient} over ten instances, as a user gets it: the peer's, and ours. */
final class SpringCloud {

    private SpringCloud() {}

    /** Spring Cloud LoadBalancer at its defaults, the instances in the configuration. */
    static ConfigurableApplicationContext peer() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("ha.load-balancer.enabled", false);
        properties.put("ha.registry.enabled", false);
        for (int i = 0; i < Instances.COUNT; i++) {
            properties.put(
                    "spring.cloud.discovery.client.simple.instances." + Instances.SERVICE + "[" + i + "].uri",
                    "http://10.0.0." + (i + 1) + ":" + Instances.port(i));
        }
        return start(Peer.class, properties);
    }

    /** Our starter at its defaults, but for the ten instances: nobody has to renew them. */
    static ConfigurableApplicationContext ours() {
        return start(Ours.class, Map.of("ha.registry.type", "memory"));
    }

    /** The client of a context, made sure to be of the kind that is to be measured and to find somebody. */
    static LoadBalancerClient client(ConfigurableApplicationContext context, Class<? extends LoadBalancerClient> kind) {
        LoadBalancerClient client = context.getBean(LoadBalancerClient.class);
        if (!kind.isInstance(client) || client.choose(Instances.SERVICE) == null) {
            throw new IllegalStateException(
                    "client must be a " + kind.getName() + " that finds an instance but is " + client);
        }
        return client;
    }

    private static ConfigurableApplicationContext start(Class<?> application, Map<String, Object> properties) {
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.application.name=benchmark", "spring.main.banner-mode=off", "logging.level.root=error")
                .properties(properties)
                .run();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Peer {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Ours {

        @Bean
        Balancers balancers(Time time) {
            return Instances.balancers(time, "ROUND_ROBIN");
        }
    }
}
