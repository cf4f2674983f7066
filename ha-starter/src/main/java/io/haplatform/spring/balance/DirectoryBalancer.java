package io.haplatform.spring.balance;

import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.Node;
import io.haplatform.spring.discovery.HaServiceInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import reactor.core.publisher.Mono;

/**
 * Our balancer under Spring Cloud's contract, for everybody who asks for an instance by it. It only chooses: who calls,
 * and how the call ends, it does not learn; our own clients do not come this way.
 */
public final class DirectoryBalancer implements ReactorServiceInstanceLoadBalancer {

    private final String service;
    private final Balancers balancers;
    private final ServiceInstances instances;

    public DirectoryBalancer(String service, Balancers balancers, ServiceInstances instances) {
        this.service = service;
        this.balancers = balancers;
        this.instances = instances;
    }

    @Override
    @SuppressWarnings("rawtypes") // as Spring Cloud declares it
    public Mono<Response<ServiceInstance>> choose(Request request) {
        Balancer balancer = balancers.of(service);
        return balancer.isKnown()
                ? Mono.just(respond(balancer, request))
                : FirstLookup.await(balancer::known).then(Mono.fromSupplier(() -> respond(balancer, request)));
    }

    private Response<ServiceInstance> respond(Balancer balancer, Request<?> request) {
        HaServiceInstance chosen = choose(balancer, request);
        return chosen == null ? new EmptyResponse() : new DefaultResponse(chosen);
    }

    /** @return null when there is none */
    @Nullable
    HaServiceInstance choose(Balancer balancer, Request<?> request) {
        Node node = balancer.pick(RequestContext.of(request));
        return node == null ? null : instances.of(node.instance());
    }
}
