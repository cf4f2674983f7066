package io.haplatform.spring.discovery;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link HaDiscoveryClient} for reactive callers; never blocks. */
public final class HaReactiveDiscoveryClient implements ReactiveDiscoveryClient {

    private final Lookups lookups;

    public HaReactiveDiscoveryClient(Lookups lookups) {
        this.lookups = lookups;
    }

    @Override
    public String description() {
        return "HA Platform registry";
    }

    @Override
    public Flux<ServiceInstance> getInstances(String serviceId) {
        return Mono.fromCompletionStage(() -> lookups.later(serviceId)).flatMapIterable(instances -> instances);
    }

    @Override
    public Flux<String> getServices() {
        return Flux.defer(() -> Flux.fromIterable(lookups.services()));
    }
}
