package io.haplatform.spring.support;

import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.Node;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Registrar;
import io.haplatform.test.Registrations;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/** An application with every kind of load-balanced client that a user may have, made by Spring. */
public final class BalancedClients {

    private BalancedClients() {}

    /** Makes one, with a registry in memory, that takes no slow machine for an instance that does not answer. */
    public static ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withPropertyValues(
                        "spring.application.name=caller",
                        "ha.registry.type=memory",
                        "ha.load-balancer.attempt-timeout=30s",
                        "ha.load-balancer.total-timeout=1m");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    public static class Application {

        @Bean
        @LoadBalanced
        RestClient.Builder plainRestClientBuilder() {
            return RestClient.builder();
        }

        @Bean
        @LoadBalanced
        RestClient.Builder bootsRestClientBuilder(RestClientBuilderConfigurer configurer) {
            return configurer.configure(RestClient.builder());
        }

        @Bean
        @LoadBalanced
        RestTemplate plainRestTemplate() {
            return new RestTemplate();
        }

        @Bean
        @LoadBalanced
        RestTemplate bootsRestTemplate(RestTemplateBuilder builder) {
            return builder.build();
        }

        @Bean
        @LoadBalanced
        WebClient.Builder webClientBuilder() {
            return WebClient.builder();
        }
    }

    /** Each client that the application has, as a function of an address. */
    public static Map<String, Function<String, String>> clients(ApplicationContext context) {
        Map<String, Function<String, String>> clients = new TreeMap<>();
        context.getBeansOfType(RestClient.Builder.class).forEach((name, builder) -> {
            if (context.findAnnotationOnBean(name, LoadBalanced.class) != null) {
                RestClient client = builder.build();
                clients.put(
                        name,
                        uri -> String.valueOf(client.get().uri(uri).retrieve().body(String.class)));
            }
        });
        context.getBeansOfType(RestTemplate.class)
                .forEach((name, template) ->
                        clients.put(name, uri -> String.valueOf(template.getForObject(uri, String.class))));
        WebClient web =
                context.getBean("webClientBuilder", WebClient.Builder.class).build();
        clients.put(
                "webClientBuilder",
                uri -> String.valueOf(
                        web.get().uri(uri).retrieve().bodyToMono(String.class).block()));
        return clients;
    }

    /** One of {@link #clients}, by the name of its bean. */
    public static Function<String, String> client(ApplicationContext context, String name) {
        return Objects.requireNonNull(clients(context).get(name), name);
    }

    /** Attempts at instances of {@code orders} that were begun and have not ended. */
    public static int inFlight(ApplicationContext context) {
        return context.getBean(Balancers.class).of("orders").nodes().stream()
                .mapToInt(Node::inFlight)
                .sum();
    }

    /** Registers an instance, and waits until it is known to callers. */
    public static void register(ApplicationContext context, String service, String id, int port) {
        try {
            context.getBean(Registrar.class)
                    .register(
                            Registrations.of(service, id).at("127.0.0.1", port).build())
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
            Directory directory = context.getBean(Directory.class);
            InstanceKey key = new InstanceKey(service, id);
            Callers.await(() -> directory.view(service).instance(key) != null);
            context.getBeanProvider(Balancers.class)
                    .ifAvailable(balancers -> Callers.await(() -> balancers.of(service).nodes().stream()
                            .anyMatch(node -> node.key().equals(key))));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
