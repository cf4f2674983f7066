package io.haplatform.spring.reactive;

import io.haplatform.core.call.Call;
import io.haplatform.core.call.Calls;
import io.haplatform.spring.balance.Fallbacks;
import io.haplatform.spring.balance.FirstLookup;
import io.haplatform.spring.balance.Lifecycles;
import io.haplatform.spring.balance.ServiceFallback;
import io.haplatform.spring.balance.ServiceInstances;
import io.haplatform.spring.balance.ServiceUri;
import io.haplatform.spring.balance.UserBalancers;
import java.util.List;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerClientRequestTransformer;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerExchangeFilterFunction;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/**
 * Sends the requests of {@code @LoadBalanced} {@code WebClient}s and HTTP interfaces over them through the core's
 * calls, as {@code BalancedInterceptor} does for blocking clients. It is Spring Cloud's filter, so that whoever asks
 * for that gets this; services for which the application has configured Spring Cloud LoadBalancer itself are left to
 * it.
 *
 * <p>What subscribers see: the answer; or the last attempt's error, those of earlier attempts suppressed in it;
 * {@code NoInstanceException} (no made-up 503) when there was none to try; {@code CallRejectedException} when a breaker
 * is open. A {@link ServiceFallback} comes before all of these.
 *
 * <p>Each subscription is a call. Nothing here blocks.
 */
public final class BalancedExchangeFilter extends ReactorLoadBalancerExchangeFilterFunction {

    private final Calls calls;
    private final UserBalancers users;
    private final Lifecycles lifecycles;
    private final ServiceInstances instances;
    private final Fallbacks fallbacks;
    private final List<LoadBalancerClientRequestTransformer> transformers;

    public BalancedExchangeFilter(
            ReactiveLoadBalancer.Factory<ServiceInstance> springs,
            Calls calls,
            UserBalancers users,
            Lifecycles lifecycles,
            ServiceInstances instances,
            Fallbacks fallbacks,
            List<LoadBalancerClientRequestTransformer> transformers) {
        super(springs, transformers);
        this.calls = calls;
        this.users = users;
        this.lifecycles = lifecycles;
        this.instances = instances;
        this.fallbacks = fallbacks;
        this.transformers = List.copyOf(transformers);
    }

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        String service;
        try {
            service = ServiceUri.required(request.url());
        } catch (IllegalStateException e) {
            return Mono.error(e);
        }
        if (users.has(service)) {
            return super.filter(request, next);
        }
        return FirstLookup.await(() -> calls.ready(service))
                .then(Mono.defer(() -> call(service, request, next)))
                .onErrorResume(failure -> fallback(service, request, failure));
    }

    private Mono<ClientResponse> call(String service, ClientRequest request, ExchangeFunction next) {
        SentBody body = new SentBody(request.body());
        ReactiveRequest described = new ReactiveRequest(request, body);
        // before the call begins: what fails here leaves none open
        Lifecycles.Told told = lifecycles.start(service, () -> new RequestData(request));
        Call call = told.begin(() -> calls.begin(service, described));
        if (call.isIdempotent()) {
            body.keep();
        }
        return new ReactiveAttempts(call, request, body, next, told, instances, transformers).run();
    }

    private Mono<ClientResponse> fallback(String service, ClientRequest request, Throwable failure) {
        ServiceFallback.Answer other = fallbacks.answer(
                service,
                () -> new ServiceFallback.Request(request.method(), request.url(), request.headers()),
                failure);
        if (other == null) {
            return Mono.error(failure);
        }
        return Mono.just(ClientResponse.create(HttpStatusCode.valueOf(other.status()))
                .headers(headers -> headers.addAll(other.headers()))
                .body(other.body())
                .build());
    }
}
