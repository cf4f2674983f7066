package io.haplatform.spring.balance;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClientSpecification;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.core.env.Environment;

/**
 * Which services the application balances by a configuration of its own ({@code @LoadBalancerClient}, or
 * {@code spring.cloud.loadbalancer.configurations}): those are left to Spring Cloud altogether. Looked up once per
 * service; where no such configuration exists, no child context is made to find out.
 */
public final class UserBalancers {

    private static final Logger log = LoggerFactory.getLogger(UserBalancers.class);
    private static final String PREFIX = "spring.cloud.loadbalancer.";

    private final LoadBalancerClientFactory factory;
    private final List<LoadBalancerClientSpecification> specifications;
    private final Environment environment;
    private final ConcurrentHashMap<String, Boolean> known = new ConcurrentHashMap<>();

    public UserBalancers(
            LoadBalancerClientFactory factory,
            Collection<LoadBalancerClientSpecification> specifications,
            Environment environment) {
        this.factory = factory;
        this.specifications =
                specifications.stream().filter(UserBalancers::isTheirs).toList();
        this.environment = environment;
    }

    /** Whether Spring Cloud, configured by the application, chooses the instances of this service. */
    public boolean has(String service) {
        Boolean before = known.get(service);
        return before != null ? before : find(service);
    }

    /** Whether the application has configured anything for this service, be it a balancer or not. */
    boolean isConfigured(String service) {
        return specifications.stream()
                        .map(LoadBalancerClientSpecification::getName)
                        .anyMatch(name -> name.equals(service) || name.startsWith("default."))
                || isSet("configurations")
                || isSet("clients." + service + ".configurations");
    }

    private boolean find(String service) {
        boolean theirs = isConfigured(service) && choosesItself(service);
        if (known.putIfAbsent(service, theirs) == null && theirs) {
            log.info(
                    "Calls to service '{}' go by the application's own Spring Cloud LoadBalancer configuration; nothing"
                            + " under ha.load-balancer or ha.resilience applies to them",
                    service);
        }
        return theirs;
    }

    private boolean choosesItself(String service) {
        ReactiveLoadBalancer<ServiceInstance> balancer = factory.getInstance(service);
        ServiceInstanceListSupplier supplier = factory.getInstance(service, ServiceInstanceListSupplier.class);
        return !(balancer instanceof DirectoryBalancer) || !(supplier instanceof DirectoryInstances);
    }

    private boolean isSet(String property) {
        String value = environment.getProperty(PREFIX + property);
        return value != null && !value.isBlank() && !value.equals("default");
    }

    private static boolean isTheirs(LoadBalancerClientSpecification specification) {
        Class<?>[] configuration = specification.getConfiguration();
        return configuration != null
                && configuration.length > 0
                && !(configuration.length == 1 && configuration[0] == BalancerClientConfiguration.class);
    }
}
