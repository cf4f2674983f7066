package io.haplatform.spring.balance;

import io.haplatform.core.call.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.CompletionContext.Status;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycleValidator;
import org.springframework.cloud.client.loadbalancer.LoadBalancerProperties;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;

/**
 * Tells Spring Cloud's {@link LoadBalancerLifecycle} beans of our calls, for those who have some: {@code onStart} once
 * per call, {@code onStartRequest} and {@code onComplete} once per attempt. Found once per service; without any, a call
 * pays one map lookup.
 */
public final class Lifecycles {

    private static final Logger log = LoggerFactory.getLogger(Lifecycles.class);

    private final LoadBalancerClientFactory factory;
    private final UserBalancers users;
    private final ObjectProvider<LoadBalancerLifecycle<?, ?, ?>> shared;
    private final ConcurrentHashMap<String, List<LoadBalancerLifecycle<Object, Object, ServiceInstance>>> known =
            new ConcurrentHashMap<>();

    public Lifecycles(
            LoadBalancerClientFactory factory,
            UserBalancers users,
            ObjectProvider<LoadBalancerLifecycle<?, ?, ?>> shared) {
        this.factory = factory;
        this.users = users;
        this.shared = shared;
    }

    /** A call begins. */
    public Told start(String service, Supplier<RequestData> request) {
        List<LoadBalancerLifecycle<Object, Object, ServiceInstance>> listeners =
                known.computeIfAbsent(service, this::find);
        if (listeners.isEmpty()) {
            return Told.NOBODY;
        }
        RequestData data = request.get();
        Request<Object> described = new DefaultRequest<>(new RequestDataContext(data, hint(service)));
        Told told = new Told(listeners, described, data);
        told.tell(listener -> listener.onStart(described));
        return told;
    }

    private String hint(String service) {
        LoadBalancerProperties properties = factory.getProperties(service);
        Map<String, String> hints = properties == null ? Map.of() : properties.getHint();
        return hints.getOrDefault(service, hints.getOrDefault("default", "default"));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // as Spring Cloud declares them
    private List<LoadBalancerLifecycle<Object, Object, ServiceInstance>> find(String service) {
        Map<String, LoadBalancerLifecycle> beans = users.isConfigured(service)
                ? factory.getInstances(service, LoadBalancerLifecycle.class)
                : (Map) byName();
        Set<LoadBalancerLifecycle> supported = LoadBalancerLifecycleValidator.getSupportedLifecycleProcessors(
                beans, RequestDataContext.class, ResponseData.class, ServiceInstance.class);
        return (List) List.copyOf(supported);
    }

    private Map<String, LoadBalancerLifecycle<?, ?, ?>> byName() {
        Map<String, LoadBalancerLifecycle<?, ?, ?>> beans = new LinkedHashMap<>();
        shared.orderedStream().forEach(bean -> beans.put(String.valueOf(beans.size()), bean));
        return beans;
    }

    /** The listeners of one call. */
    public static final class Told {

        static final Told NOBODY = new Told(List.of(), new DefaultRequest<>(), null);

        private final List<LoadBalancerLifecycle<Object, Object, ServiceInstance>> listeners;
        private final Request<Object> request;
        private final @Nullable RequestData data;

        private Told(
                List<LoadBalancerLifecycle<Object, Object, ServiceInstance>> listeners,
                Request<?> request,
                @Nullable RequestData data) {
            this.data = data;
            this.listeners = listeners;
            @SuppressWarnings("unchecked") // read only
            Request<Object> described = (Request<Object>) request;
            this.request = described;
        }

        /** Begins the call; one that is not let in ends here. */
        public Call begin(Supplier<Call> call) {
            try {
                return call.get();
            } catch (RuntimeException e) {
                none();
                throw e;
            }
        }

        /** An attempt begins. */
        public void chosen(ServiceInstance instance) {
            Response<ServiceInstance> chosen = new DefaultResponse(instance);
            tell(listener -> listener.onStartRequest(request, chosen));
        }

        /** The call ends before an attempt: there is no instance, or it was not let in. */
        public void none() {
            complete(new CompletionContext<>(Status.DISCARD, request, new EmptyResponse()));
        }

        /**
         * An attempt was answered.
         *
         * @param answer as Spring Cloud describes it, made only if somebody listens
         */
        public void answered(ServiceInstance instance, Function<RequestData, @Nullable Object> answer) {
            RequestData asked = data;
            if (asked == null) {
                return;
            }
            complete(new CompletionContext<>(
                    Status.SUCCESS, request, new DefaultResponse(instance), describe(answer, asked)));
        }

        /** An answer that cannot be described is none the worse for those who read it. */
        private static @Nullable Object describe(Function<RequestData, @Nullable Object> answer, RequestData request) {
            try {
                return answer.apply(request);
            } catch (RuntimeException e) {
                log.warn("Listeners of Spring Cloud do not get the answer: it cannot be described", e);
                return null;
            }
        }

        /** An attempt failed. */
        public void failed(ServiceInstance instance, Throwable failure) {
            complete(new CompletionContext<>(Status.FAILED, failure, request, new DefaultResponse(instance)));
        }

        /** An attempt was given up by its caller. */
        public void cancelled(ServiceInstance instance) {
            complete(new CompletionContext<>(Status.DISCARD, request, new DefaultResponse(instance)));
        }

        private void complete(CompletionContext<Object, ServiceInstance, Object> context) {
            tell(listener -> listener.onComplete(context));
        }

        private void tell(Consumer<LoadBalancerLifecycle<Object, Object, ServiceInstance>> word) {
            for (LoadBalancerLifecycle<Object, Object, ServiceInstance> listener : listeners) {
                try {
                    word.accept(listener);
                } catch (RuntimeException | LinkageError e) {
                    // Reactor takes an error of linkage for the end of the process, and tells no subscriber of it
                    log.warn("{} failed; the call goes on", listener.getClass().getName(), e);
                }
            }
        }
    }
}
