package io.haplatform.spring.blocking;

import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.call.Call;
import io.haplatform.core.call.Calls;
import io.haplatform.core.time.Time;
import io.haplatform.spring.balance.Fallbacks;
import io.haplatform.spring.balance.Lifecycles;
import io.haplatform.spring.balance.ServiceFallback;
import io.haplatform.spring.balance.ServiceInstances;
import io.haplatform.spring.balance.ServiceUri;
import io.haplatform.spring.balance.UserBalancers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.LoadBalancerInterceptor;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequestTransformer;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Sends the requests of {@code @LoadBalanced} {@code RestClient}s, {@code RestTemplate}s and HTTP interfaces through
 * the core's calls: an instance is chosen, the attempt ends with the answer's last byte, and one that fails is followed
 * by another instance as far as method, budget and time allow. Stands where Spring Cloud's own interceptor would, and
 * leaves to that the services for which the application has configured Spring Cloud LoadBalancer itself.
 *
 * <p>What callers see: the answer; or the last attempt's exception, those of earlier attempts suppressed in it, an
 * {@link IOException} that {@code RestClient} wraps as ever; {@link NoInstanceException} when there was none to try;
 * {@code CallRejectedException} when a breaker is open. A {@link ServiceFallback} comes before all of these.
 *
 * <p>Thread-safe; blocks its caller, for no longer than the policy's total time.
 */
public final class BalancedInterceptor extends LoadBalancerInterceptor {

    private final Calls calls;
    private final Time time;
    private final Transports transports;
    private final UserBalancers users;
    private final Lifecycles lifecycles;
    private final ServiceInstances instances;
    private final Fallbacks fallbacks;
    private final List<LoadBalancerRequestTransformer> transformers;

    public BalancedInterceptor(
            LoadBalancerClient springs,
            Calls calls,
            Time time,
            Transports transports,
            UserBalancers users,
            Lifecycles lifecycles,
            ServiceInstances instances,
            Fallbacks fallbacks,
            List<LoadBalancerRequestTransformer> transformers) {
        super(springs);
        this.calls = calls;
        this.time = time;
        this.transports = transports;
        this.users = users;
        this.lifecycles = lifecycles;
        this.instances = instances;
        this.fallbacks = fallbacks;
        this.transformers = List.copyOf(transformers);
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        String service = ServiceUri.required(request.getURI());
        if (users.has(service)) {
            return super.intercept(request, body, execution);
        }
        try {
            calls.awaitReady(service);
            BlockingRequest described = new BlockingRequest(request, body.length);
            Sender sender = new Sender(transports, transformers, this, request, body, execution);
            // before the call begins: what fails here leaves none open
            Lifecycles.Told told = lifecycles.start(service, () -> new RequestData(request));
            Call call = told.begin(() -> calls.begin(service, described));
            return new BlockingAttempts(call, sender, told, instances, time).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("Call to service '" + service + "' was interrupted").initCause(e);
        } catch (IOException | RuntimeException e) {
            ServiceFallback.Answer other = fallbacks.answer(
                    service,
                    () -> new ServiceFallback.Request(request.getMethod(), request.getURI(), request.getHeaders()),
                    e);
            if (other == null) {
                throw e;
            }
            return new FallbackResponse(other);
        }
    }
}
