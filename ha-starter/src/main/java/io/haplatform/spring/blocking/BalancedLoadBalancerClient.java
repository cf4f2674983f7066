package io.haplatform.spring.blocking;

import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.CallContext;
import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.balance.Node;
import io.haplatform.core.call.Attempt;
import io.haplatform.core.call.AttemptBody;
import io.haplatform.core.call.CallRejectedException;
import io.haplatform.core.call.CallRequest;
import io.haplatform.core.call.Calls;
import io.haplatform.core.call.Outcome;
import io.haplatform.spring.balance.HttpOutcomes;
import io.haplatform.spring.balance.Lifecycles;
import io.haplatform.spring.balance.RequestContext;
import io.haplatform.spring.balance.ServiceInstances;
import io.haplatform.spring.balance.ServiceUri;
import io.haplatform.spring.balance.UserBalancers;
import io.haplatform.spring.discovery.HaServiceInstance;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.HttpRequestLoadBalancerRequest;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequest;
import org.springframework.cloud.client.loadbalancer.LoadBalancerUriTools;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import reactor.core.scheduler.Schedulers;

/**
 * Spring Cloud's {@link LoadBalancerClient} straight over our balancer: no child context, no reactive detour.
 *
 * <p>{@link #choose} only chooses: nothing is counted as a call, since nobody says how it ended. {@link #execute(String,
 * LoadBalancerRequest)} is a call with all that belongs to one, except that the limits in time are the request's own:
 * what it does cannot be cut from here. Services with a Spring Cloud configuration of the application's own are
 * Spring's.
 *
 * <p>Thread-safe. Only the first choice of a service may wait, and never on a thread that must not block.
 */
public final class BalancedLoadBalancerClient implements LoadBalancerClient {

    private final LoadBalancerClient springs;
    private final Balancers balancers;
    private final Calls calls;
    private final UserBalancers users;
    private final Lifecycles lifecycles;
    private final ServiceInstances instances;
    private final ConcurrentHashMap<String, Balancer> ours = new ConcurrentHashMap<>();

    /** @param springs what serves the services that the application has configured itself */
    public BalancedLoadBalancerClient(
            LoadBalancerClient springs,
            Balancers balancers,
            Calls calls,
            UserBalancers users,
            Lifecycles lifecycles,
            ServiceInstances instances) {
        this.springs = springs;
        this.balancers = balancers;
        this.calls = calls;
        this.users = users;
        this.lifecycles = lifecycles;
        this.instances = instances;
    }

    /** @return null when there is none, as Spring's own does whatever its declaration says */
    @Override
    @SuppressWarnings("NullAway")
    public @Nullable ServiceInstance choose(String serviceId) {
        Balancer balancer = ours.get(serviceId);
        return balancer == null
                ? chooseFirst(serviceId, ReactiveLoadBalancer.REQUEST)
                : choose(balancer, CallContext.NONE);
    }

    /** @return null when there is none */
    @Override
    @SuppressWarnings("NullAway")
    public <T> @Nullable ServiceInstance choose(String serviceId, Request<T> request) {
        Balancer balancer = ours.get(serviceId);
        return balancer == null ? chooseFirst(serviceId, request) : choose(balancer, RequestContext.of(request));
    }

    /** Remembers whose service it is once its instances are known. */
    private <T> @Nullable ServiceInstance chooseFirst(String serviceId, Request<T> request) {
        if (users.has(serviceId)) {
            return springs.choose(serviceId, request);
        }
        if (!Schedulers.isInNonBlockingThread()) {
            try {
                calls.awaitReady(serviceId);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Balancer balancer = balancers.of(serviceId);
        if (balancer.isKnown()) {
            ours.put(serviceId, balancer);
        }
        return choose(balancer, RequestContext.of(request));
    }

    private @Nullable ServiceInstance choose(Balancer balancer, CallContext context) {
        Node node = balancer.pick(context);
        return node == null ? null : instances.of(node.instance());
    }

    /** @throws NoInstanceException an {@link IllegalStateException}, as Spring's own would throw */
    @Override
    public <T> T execute(String serviceId, LoadBalancerRequest<T> request) throws IOException {
        if (users.has(serviceId)) {
            return springs.execute(serviceId, request);
        }
        HttpRequest http =
                request instanceof HttpRequestLoadBalancerRequest<T> described ? described.getHttpRequest() : null;
        Lifecycles.Told told = lifecycles.start(serviceId, () -> data(serviceId, http));
        try {
            return calls.run(serviceId, described(http), new Body<>(request, told));
        } catch (NoInstanceException | CallRejectedException e) {
            told.none();
            throw e;
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("Call to service '" + serviceId + "' was interrupted").initCause(e);
        } catch (Exception e) {
            throw new IOException("Call to service '" + serviceId + "' failed: " + e.getMessage(), e);
        }
    }

    /** At an instance that somebody else has chosen: no attempt of ours, as with Spring's own. */
    @Override
    public <T> T execute(String serviceId, ServiceInstance serviceInstance, LoadBalancerRequest<T> request)
            throws IOException {
        return springs.execute(serviceId, serviceInstance, request);
    }

    @Override
    public URI reconstructURI(ServiceInstance instance, URI original) {
        return instance instanceof HaServiceInstance known
                ? ServiceUri.at(original, known.instance().registration())
                : LoadBalancerUriTools.reconstructURI(instance, original);
    }

    private static RequestData data(String service, @Nullable HttpRequest request) {
        return request != null
                ? new RequestData(request)
                : new RequestData(
                        HttpMethod.GET,
                        URI.create("http://" + service),
                        new HttpHeaders(),
                        new LinkedMultiValueMap<>(),
                        Map.of());
    }

    /** A request about which nothing is known may have done something: it is sent again only if nothing was sent. */
    private static CallRequest described(@Nullable HttpRequest request) {
        if (request != null) {
            return new BlockingRequest(request, 0);
        }
        return CallRequest.of("", false);
    }

    private final class Body<T> implements AttemptBody<T> {

        private final LoadBalancerRequest<T> request;
        private final Lifecycles.Told told;

        Body(LoadBalancerRequest<T> request, Lifecycles.Told told) {
            this.request = request;
            this.told = told;
        }

        @Override
        public T run(Attempt attempt) throws Exception {
            HaServiceInstance instance = instances.of(attempt.instance());
            told.chosen(instance);
            try {
                T answer = request.apply(instance);
                told.answered(instance, data -> answer);
                return answer;
            } catch (Exception e) {
                told.failed(instance, e);
                throw e;
            }
        }

        @Override
        public Outcome outcome(T answer) {
            if (!(answer instanceof ClientHttpResponse response)) {
                return Outcome.SUCCESS;
            }
            try {
                return HttpOutcomes.of(response.getStatusCode().value(), response.getHeaders());
            } catch (IOException e) {
                return HttpOutcomes.of(e);
            }
        }

        @Override
        public Outcome outcome(Throwable failure) {
            return HttpOutcomes.of(failure);
        }

        @Override
        public void discard(T answer) {
            if (answer instanceof ClientHttpResponse response) {
                response.close();
            }
        }
    }
}
