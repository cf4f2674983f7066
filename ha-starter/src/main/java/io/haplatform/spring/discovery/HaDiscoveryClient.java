package io.haplatform.spring.discovery;

import java.util.List;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * Spring Cloud's {@link DiscoveryClient} over the directory: a read of memory. The first lookup of a service that
 * nobody followed may wait {@code ha.registry.first-lookup-timeout}.
 */
public final class HaDiscoveryClient implements DiscoveryClient {

    private final Lookups lookups;

    public HaDiscoveryClient(Lookups lookups) {
        this.lookups = lookups;
    }

    @Override
    public String description() {
        return "HA Platform registry";
    }

    @Override
    public List<ServiceInstance> getInstances(String serviceId) {
        return lookups.now(serviceId);
    }

    @Override
    public List<String> getServices() {
        return lookups.services();
    }
}
