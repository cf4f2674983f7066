package io.haplatform.spring.balance;

import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.Node;
import io.haplatform.core.instance.Status;
import java.util.ArrayList;
import java.util.List;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The instances of a service that take calls, as the directory has them now: for balancers of the application's own and
 * everything else that asks Spring Cloud for a list. No cache: the directory is one already, and is told of each change.
 */
public final class DirectoryInstances implements ServiceInstanceListSupplier {

    private final String service;
    private final Balancers balancers;
    private final ServiceInstances instances;

    public DirectoryInstances(String service, Balancers balancers, ServiceInstances instances) {
        this.service = service;
        this.balancers = balancers;
        this.instances = instances;
    }

    @Override
    public String getServiceId() {
        return service;
    }

    @Override
    public Flux<List<ServiceInstance>> get() {
        return Flux.defer(() -> {
            Balancer balancer = balancers.of(service);
            return balancer.isKnown()
                    ? Flux.just(list(balancer))
                    : FirstLookup.await(balancer::known)
                            .then(Mono.fromSupplier(() -> list(balancer)))
                            .flux();
        });
    }

    /** Those that are up; when none is, those that are merely suspected. */
    private List<ServiceInstance> list(Balancer balancer) {
        List<Node> nodes = balancer.nodes();
        List<ServiceInstance> up = new ArrayList<>();
        List<ServiceInstance> suspected = new ArrayList<>();
        for (Node node : nodes) {
            Status status = node.instance().status();
            if (node.weight() == 0 || (status != Status.UP && status != Status.SUSPECT)) {
                continue;
            }
            boolean avoid = status == Status.SUSPECT || node.isUnusable();
            (avoid ? suspected : up).add(instances.of(node.instance()));
        }
        return up.isEmpty() ? suspected : up;
    }
}
