package io.haplatform.spring.support;

import io.haplatform.core.call.CallPolicy;
import io.haplatform.core.call.Calls;
import io.haplatform.spring.blocking.BalancedInterceptor;
import io.haplatform.spring.blocking.BalancedLoadBalancerClient;
import io.haplatform.spring.blocking.Transports;
import io.haplatform.spring.reactive.BalancedExchangeFilter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClientsProperties;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequestTransformer;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerClientRequestTransformer;
import org.springframework.cloud.loadbalancer.blocking.client.BlockingLoadBalancerClient;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.DefaultResponseErrorHandler;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Each kind of client that a user may have, made as a user would make it, balanced over {@link Callers}. */
public enum TestClient {
    REST_CLIENT_JDK,
    REST_CLIENT_APACHE,
    REST_CLIENT_REACTOR,
    REST_CLIENT_UNKNOWN,
    REST_TEMPLATE_PLAIN,
    REST_TEMPLATE_JDK,
    WEB_CLIENT_NETTY,
    WEB_CLIENT_JDK;

    private static final LoopResources LOOPS = LoopResources.create("test", 2, true);

    /** What a caller got. */
    public record Answer(int status, String body) {}

    /** Makes requests by one client. */
    public interface Requests {

        /** @param body null for none */
        Answer send(HttpMethod method, String path, @Nullable String body);

        default Answer get(String path) {
            return send(HttpMethod.GET, path, null);
        }
    }

    public boolean isReactive() {
        return this == WEB_CLIENT_NETTY || this == WEB_CLIENT_JDK;
    }

    public Requests over(Callers callers, Transports transports) {
        return switch (this) {
            case REST_CLIENT_JDK -> restClient(callers, transports, new JdkClientHttpRequestFactory());
            case REST_CLIENT_APACHE -> restClient(callers, transports, new HttpComponentsClientHttpRequestFactory());
            case REST_CLIENT_REACTOR -> restClient(callers, transports, new ReactorClientHttpRequestFactory(netty()));
            case REST_CLIENT_UNKNOWN -> restClient(callers, transports, new Unknown());
            case REST_TEMPLATE_PLAIN -> restTemplate(callers, transports, new RestTemplate());
            case REST_TEMPLATE_JDK ->
                restTemplate(callers, transports, new RestTemplate(new JdkClientHttpRequestFactory()));
            case WEB_CLIENT_NETTY -> webClient(callers, WebClient.builder().clientConnector(nettyConnector()));
            case WEB_CLIENT_JDK ->
                webClient(callers, WebClient.builder().clientConnector(new JdkClientHttpConnector()));
        };
    }

    public static BalancedLoadBalancerClient loadBalancerClient(Callers callers) {
        return new BalancedLoadBalancerClient(
                new BlockingLoadBalancerClient(factory()),
                callers.balancers,
                callers.calls,
                callers.users,
                callers.lifecycles,
                callers.instances);
    }

    public static BalancedInterceptor interceptor(Callers callers, Transports transports) {
        return interceptor(callers, transports, new Marking());
    }

    public static BalancedInterceptor interceptor(
            Callers callers, Transports transports, LoadBalancerRequestTransformer transformer) {
        return new BalancedInterceptor(
                loadBalancerClient(callers),
                callers.calls,
                callers.time,
                transports,
                callers.users,
                callers.lifecycles,
                callers.instances,
                callers.fallbacks,
                List.of(transformer));
    }

    public static BalancedExchangeFilter filter(Callers callers, LoadBalancerClientRequestTransformer... transformers) {
        return filter(callers, callers.calls, transformers);
    }

    public static BalancedExchangeFilter filter(
            Callers callers, Calls calls, LoadBalancerClientRequestTransformer... transformers) {
        return new BalancedExchangeFilter(
                factory(),
                calls,
                callers.users,
                callers.lifecycles,
                callers.instances,
                callers.fallbacks,
                List.of(transformers));
    }

    private static LoadBalancerClientFactory factory() {
        return new LoadBalancerClientFactory(new LoadBalancerClientsProperties());
    }

    /**
     * Sends a request by every client, with all the time in the world: the first request of a library in a process
     * loads half of it, and that is not what a test wants to time.
     */
    public static void warmUp() throws Exception {
        CallPolicy patient = new CallPolicy(
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                0,
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                0.2,
                10,
                Set.of("GET"),
                Set.of(503),
                "Idempotency-Key");
        try (Callers callers = new Callers(patient, List.of());
                Transports transports = new Transports(callers.time);
                LittleServer server = LittleServer.answering(200, "warm")) {
            callers.register("a", server.port());
            for (TestClient client : values()) {
                client.over(callers, transports).send(HttpMethod.POST, "/", "body");
            }
        }
    }

    public static ClientHttpConnector nettyConnector() {
        return new ReactorClientHttpConnector(netty());
    }

    /** On threads of its own: a Spring context that closes takes Netty's common ones with it, seconds later. */
    private static HttpClient netty() {
        return HttpClient.create(ConnectionProvider.create("test")).runOn(LOOPS);
    }

    private static Requests restClient(Callers callers, Transports transports, ClientHttpRequestFactory factory) {
        RestClient client = RestClient.builder()
                .requestFactory(factory)
                .requestInterceptor(interceptor(callers, transports))
                .build();
        return (method, path, body) -> {
            RestClient.RequestBodySpec request = client.method(method).uri("http://orders" + path);
            if (body != null) {
                request.body(body);
            }
            return request.exchange((sent, answer) -> {
                byte[] bytes = answer.getBody().readAllBytes();
                return new Answer(answer.getStatusCode().value(), new String(bytes, StandardCharsets.UTF_8));
            });
        };
    }

    private static Requests restTemplate(Callers callers, Transports transports, RestTemplate template) {
        template.setInterceptors(List.of(interceptor(callers, transports)));
        template.setErrorHandler(new NoErrors());
        return (method, path, body) -> {
            ResponseEntity<String> answer = template.exchange(
                    URI.create("http://orders" + path),
                    method,
                    body == null ? HttpEntity.EMPTY : new HttpEntity<>(body),
                    String.class);
            String text = answer.getBody();
            return new Answer(answer.getStatusCode().value(), text == null ? "" : text);
        };
    }

    private static Requests webClient(Callers callers, WebClient.Builder builder) {
        WebClient client = builder.filter(filter(callers))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(16 * 1024 * 1024))
                .build();
        return (method, path, body) -> {
            WebClient.RequestBodySpec request = client.method(method).uri("http://orders" + path);
            WebClient.RequestHeadersSpec<?> sent = body == null ? request : request.bodyValue(body);
            Answer answer = sent.exchangeToMono(response -> response.bodyToMono(String.class)
                            .defaultIfEmpty("")
                            .map(text -> new Answer(response.statusCode().value(), text)))
                    .block();
            if (answer == null) {
                throw new AssertionError("no answer and no error");
            }
            return answer;
        };
    }

    /** A status is an answer here. */
    private static final class NoErrors extends DefaultResponseErrorHandler {
        @Override
        public boolean hasError(ClientHttpResponse response) {
            return false;
        }
    }

    /** What an application may do to each request on its way. */
    private static final class Marking implements LoadBalancerRequestTransformer {
        @Override
        public HttpRequest transformRequest(HttpRequest request, @Nullable ServiceInstance instance) {
            request.getHeaders()
                    .add("X-Instance", instance == null ? "none" : String.valueOf(instance.getInstanceId()));
            return request;
        }
    }

    /** A factory that nobody knows, over a client that blocks. */
    private static final class Unknown implements ClientHttpRequestFactory {

        private final SimpleClientHttpRequestFactory hidden = new SimpleClientHttpRequestFactory();

        Unknown() {
            hidden.setReadTimeout(20_000);
        }

        @Override
        public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
            return hidden.createRequest(uri, method);
        }
    }
}
