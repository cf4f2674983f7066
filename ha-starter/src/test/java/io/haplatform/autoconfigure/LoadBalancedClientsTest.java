package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.balance.Node;
import io.haplatform.core.call.CallPolicy;
import io.haplatform.core.call.Calls;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Registrar;
import io.haplatform.spring.balance.ServiceFallback;
import io.haplatform.spring.blocking.BalancedInterceptor;
import io.haplatform.spring.blocking.BalancedLoadBalancerClient;
import io.haplatform.spring.reactive.BalancedExchangeFilter;
import io.haplatform.spring.support.Callers;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.Noted;
import java.net.Socket;
import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.BlockingLoadBalancerInterceptor;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.LoadBalancerInterceptor;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancedExchangeFilterFunction;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerExchangeFilterFunction;
import org.springframework.cloud.loadbalancer.blocking.client.BlockingLoadBalancerClient;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** What an application gets, and what it can take into its own hands. */
class LoadBalancedClientsTest {

    private final LittleServer first = LittleServer.answering(200, "first");
    private final LittleServer second = LittleServer.answering(200, "second");

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withPropertyValues("spring.application.name=caller", "ha.registry.type=memory");

    @AfterEach
    void stop() throws Exception {
        first.close();
        second.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

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
    private static Map<String, Function<String, String>> clients(ApplicationContext context) {
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

    @Test
    void everyLoadBalancedClientReachesAllInstancesByTurns() {
        application.run(context -> {
            register(context, "orders", "a", first.port());
            register(context, "orders", "b", second.port());
            clients(context).forEach((name, client) -> {
                List<String> answers = List.of(client.apply("http://orders/x"), client.apply("http://orders/x"));
                assertThat(answers).as(name).containsExactlyInAnyOrder("first", "second");
            });
        });
    }

    @Test
    void aRefusedInstanceIsFollowedByAnotherForEveryClient() {
        application.run(context -> {
            register(context, "orders", "a", LittleServer.deadPort());
            register(context, "orders", "b", second.port());
            clients(context).forEach((name, client) -> {
                context.getBean(Balancers.class)
                        .of("orders")
                        .nodes()
                        .forEach(context.getBean(Balancers.class).of("orders")::readmit);
                for (int i = 0; i < 4; i++) {
                    assertThat(client.apply("http://orders/x")).as(name).isEqualTo("second");
                }
            });
        });
    }

    @Test
    void withoutAnInstanceEveryClientFailsWithOneSentenceThatNamesTheService() {
        application.run(context -> clients(context)
                .forEach((name, client) -> assertThatThrownBy(() -> client.apply("http://nobody/x"))
                        .as(name)
                        .isInstanceOf(IllegalStateException.class)
                        .isInstanceOf(NoInstanceException.class)
                        .hasMessageContaining("'nobody'")));
    }

    @Test
    void springsOwnBeansGiveWay() {
        application.run(context -> {
            assertThat(context.getBean(LoadBalancerClient.class)).isInstanceOf(BalancedLoadBalancerClient.class);
            assertThat(context.getBean(BlockingLoadBalancerInterceptor.class)).isInstanceOf(BalancedInterceptor.class);
            assertThat(context.getBean(LoadBalancerInterceptor.class)).isInstanceOf(BalancedInterceptor.class);
            assertThat(context.getBean(LoadBalancedExchangeFilterFunction.class))
                    .isInstanceOf(BalancedExchangeFilter.class);
            assertThat(context.getBean(ReactorLoadBalancerExchangeFilterFunction.class))
                    .isInstanceOf(BalancedExchangeFilter.class);
        });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"'', false", "spring.cloud.loadbalancer.retry.enabled=true, true", "ha.load-balancer.enabled=false, "})
    void springCloudsRetryIsOffUnlessTheApplicationWantsIt(String setting, @Nullable String expected) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Blocking.class)
                .web(WebApplicationType.NONE)
                .run("--ha.registry.type=memory", "--spring.application.name=caller", "--" + setting)) {
            assertThat(context.getEnvironment().getProperty("spring.cloud.loadbalancer.retry.enabled"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void theLoadBalancerClientChoosesByTurnsAndCountsNoCall() {
        application.run(context -> {
            register(context, "orders", "a", first.port());
            register(context, "orders", "b", second.port());
            LoadBalancerClient client = context.getBean(LoadBalancerClient.class);

            List<String> chosen = Stream.generate(() -> client.choose("orders"))
                    .limit(4)
                    .map(ServiceInstance::getInstanceId)
                    .toList();

            assertThat(chosen).containsExactlyInAnyOrder("a", "a", "b", "b");
            assertThat(chosen.get(0)).isNotEqualTo(chosen.get(1));
            assertThat(inFlight(context)).isZero();
            assertThat(client.choose("nobody")).isNull();
            ServiceInstance a = client.choose("orders");
            assertThat(client.reconstructURI(a, URI.create("http://orders/x%20y?z=%26#f")))
                    .hasToString("http://127.0.0.1:" + a.getPort() + "/x%20y?z=%26#f");
        });
    }

    @Test
    void theLoadBalancerClientExecutesAtTheNextInstanceWhenOneRefuses() {
        application.run(context -> {
            register(context, "orders", "a", LittleServer.deadPort());
            register(context, "orders", "b", second.port());
            LoadBalancerClient client = context.getBean(LoadBalancerClient.class);
            for (int i = 0; i < 3; i++) {
                String id = client.execute("orders", instance -> {
                    new Socket(instance.getHost(), instance.getPort()).close();
                    return String.valueOf(instance.getInstanceId());
                });
                assertThat(id).isEqualTo("b");
            }
            assertThat(inFlight(context)).isZero();
        });
    }

    @Test
    void springCloudsReactiveContractIsServedFromTheDirectoryWithoutACache() {
        application.run(context -> {
            ReactiveLoadBalancer.Factory<ServiceInstance> factory = context.getBean(LoadBalancerClientFactory.class);
            register(context, "orders", "a", first.port());
            assertThat(chosen(factory)).isEqualTo("a");
            register(context, "orders", "b", second.port());
            // the very next choice knows
            assertThat(List.of(chosen(factory), chosen(factory))).containsExactlyInAnyOrder("a", "b");
            ServiceInstanceListSupplier supplier = factory.getInstance("orders", ServiceInstanceListSupplier.class);
            assertThat(supplier.get().blockFirst()).hasSize(2);
        });
    }

    private static @Nullable String chosen(ReactiveLoadBalancer.Factory<ServiceInstance> factory) {
        Response<ServiceInstance> response =
                Mono.from(factory.getInstance("orders").choose()).block();
        ServiceInstance server = response == null ? null : response.getServer();
        return server == null ? null : server.getInstanceId();
    }

    @Test
    void aBalancerThatTheApplicationConfiguresForAServiceWins() {
        OwnBalancer.port = second.port();
        application.withUserConfiguration(OwnBalancerForPayments.class).run(context -> {
            register(context, "orders", "a", first.port());
            register(context, "payments", "p", LittleServer.deadPort());
            clients(context).forEach((name, client) -> {
                assertThat(client.apply("http://orders/x")).as(name).isEqualTo("first");
                assertThat(client.apply("http://payments/x")).as(name).isEqualTo("second");
            });
            assertThat(context.getBean(LoadBalancerClient.class)
                            .choose("payments")
                            .getInstanceId())
                    .isEqualTo("own");
        });
    }

    @Configuration(proxyBeanMethods = false)
    @org.springframework.cloud.loadbalancer.annotation.LoadBalancerClient(
            name = "payments",
            configuration = OwnBalancer.class)
    static class OwnBalancerForPayments {}

    /** Knows better than the registry. */
    static class OwnBalancer {

        static int port;

        @Bean
        ReactorServiceInstanceLoadBalancer own() {
            return request -> Mono.just(
                    new DefaultResponse(new DefaultServiceInstance("own", "payments", "127.0.0.1", port, false)));
        }
    }

    @Test
    void anApplicationCanChooseSpringCloudsOwnListsByProperty() {
        application
                .withPropertyValues("spring.cloud.loadbalancer.clients.orders.configurations=zone-preference")
                .run(context -> {
                    register(context, "orders", "a", first.port());
                    ServiceInstanceListSupplier supplier = context.getBean(LoadBalancerClientFactory.class)
                            .getInstance("orders", ServiceInstanceListSupplier.class);
                    assertThat(supplier.getClass().getSimpleName())
                            .isEqualTo("ZonePreferenceServiceInstanceListSupplier");
                    clients(context).forEach((name, client) -> assertThat(client.apply("http://orders/x"))
                            .as(name)
                            .isEqualTo("first"));
                });
    }

    @Test
    void disabledItLeavesEverythingToSpringCloud() {
        application.withPropertyValues("ha.load-balancer.enabled=false").run(context -> {
            assertThat(context).doesNotHaveBean(Calls.class);
            assertThat(context.getBean(LoadBalancerClient.class)).isInstanceOf(BlockingLoadBalancerClient.class);
            register(context, "orders", "a", first.port());
            clients(context)
                    .forEach((name, client) ->
                            assertThat(client.apply("http://orders/x")).as(name).isEqualTo("first"));
        });
    }

    @Test
    void withoutWebFluxBlockingClientsWork() {
        new ApplicationContextRunner()
                .withClassLoader(new FilteredClassLoader("org.springframework.web.reactive"))
                .withUserConfiguration(Blocking.class)
                .withPropertyValues("spring.application.name=caller", "ha.registry.type=memory")
                .run(context -> {
                    register(context, "orders", "a", first.port());
                    RestTemplate template = context.getBean(RestTemplate.class);
                    assertThat(template.getForObject("http://orders/x", String.class))
                            .isEqualTo("first");
                    assertThat(context).doesNotHaveBean("haLoadBalancerExchangeFilter");
                });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Blocking {

        @Bean
        @LoadBalanced
        RestTemplate template() {
            return new RestTemplate();
        }
    }

    @Test
    void aFallbackAnswersForAServiceThatCannot() {
        application.withUserConfiguration(OrdersFallback.class).run(context -> clients(context)
                .forEach((name, client) -> assertThat(client.apply("http://orders/x"))
                        .as(name)
                        .isEqualTo("[\"NoInstanceException /x\"]")));
    }

    @Configuration(proxyBeanMethods = false)
    static class OrdersFallback {

        @Bean
        ServiceFallback orders() {
            return ServiceFallback.of(
                    "orders",
                    (request, why) -> ServiceFallback.Answer.json(
                            200,
                            "[\"" + why.getClass().getSimpleName() + " "
                                    + request.uri().getPath() + "\"]"));
        }
    }

    @Test
    void lifecyclesOfSpringCloudHearOfEveryAttempt() {
        application.withUserConfiguration(Noted.class).run(context -> {
            register(context, "orders", "a", LittleServer.deadPort());
            register(context, "orders", "b", second.port());
            Noted noted = context.getBean(Noted.class);
            Balancer orders = context.getBean(Balancers.class).of("orders");
            // by turns: one of two calls begins at the dead one
            clients(context).forEach((name, client) -> {
                Node dead = orders.nodes().get(0);
                orders.readmit(dead);
                noted.words.clear();
                Set<String> heard = new HashSet<>();
                for (int i = 0; i < 100 && !heard.contains("a FAILED"); i++) {
                    assertThat(client.apply("http://orders/x")).isEqualTo("second");
                    heard.addAll(noted.words);
                }
                assertThat(heard)
                        .as(name)
                        .containsExactlyInAnyOrder("start", "a chosen", "a FAILED", "b chosen", "b SUCCESS 200 OK");
            });
            noted.words.clear();
            clients(context).values().forEach(client -> assertThatThrownBy(() -> client.apply("http://nobody/"))
                    .isInstanceOf(NoInstanceException.class));
            assertThat(noted.words).containsOnly("start", "null DISCARD");
        });
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ha.load-balancer.strategy|FASTEST|ha.load-balancer.strategy must be one of RANDOM, ROUND_ROBIN but is 'FASTEST'",
                "ha.services.orders.strategy|FASTEST|ha.services.orders.strategy must be one of RANDOM, ROUND_ROBIN but is 'FASTEST'",
                "ha.load-balancer.attempt-timeout|0s|ha.load-balancer.attempt-timeout must be more than 0 and at most 1h but is 0ms",
                "ha.load-balancer.attempt-timeout|9s|ha.load-balancer.attempt-timeout must be at most total-timeout (5000ms) but is 9000ms",
                "ha.load-balancer.retry.max-retries|11|ha.load-balancer.retry.max-retries must be between 0 and 10 but is 11",
                "ha.load-balancer.retry.statuses|404|ha.load-balancer.retry.statuses must be between 500 and 599 but is 404",
                "ha.load-balancer.retry.methods|get|ha.load-balancer.retry.methods must be HTTP methods in capitals but has 'get'",
                "ha.services.orders.total-timeout|-1s|ha.services.orders.total-timeout must be more than 0 and at most 1h but is -1000ms",
                "ha.services.orders.max-retries|11|ha.services.orders.max-retries must be between 0 and 10 but is 11",
                "ha.services[or ders].max-retries|1|ha.services.or ders must be 1 to 128 letters, digits, '.', '-' or '_', first a letter or digit but is 'or ders'"
            })
    void aWrongSettingIsOneSentenceAtStart(String setting, String value, String sentence) {
        application.withPropertyValues(setting + "=" + value).run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(sentence));
    }

    @Test
    void aServiceCanHaveTimesOfItsOwn() {
        application
                .withPropertyValues("ha.services.orders.attempt-timeout=20s", "ha.services.orders.max-retries=0")
                .run(context -> {
                    HaServicesProperties services = context.getBean(HaServicesProperties.class);
                    HaLoadBalancerProperties common = context.getBean(HaLoadBalancerProperties.class);
                    CallPolicy orders = services.callPolicy("orders", common);
                    assertThat(orders.attemptTimeout()).hasSeconds(20);
                    assertThat(orders.totalTimeout()).hasSeconds(20);
                    assertThat(orders.maxRetries()).isZero();
                    assertThat(services.callPolicy("payments", common)).isEqualTo(CallPolicy.DEFAULT);
                });
    }

    private static int inFlight(ApplicationContext context) {
        return context.getBean(Balancers.class).of("orders").nodes().stream()
                .mapToInt(Node::inFlight)
                .sum();
    }

    /** Registers an instance, and waits until it is known to callers. */
    static void register(ApplicationContext context, String service, String id, int port) {
        try {
            Instant now = Instant.now();
            context.getBean(Registrar.class)
                    .register(new Registration(
                            new InstanceKey(service, id),
                            "incarnation-" + id,
                            "127.0.0.1",
                            port,
                            "http",
                            0,
                            100,
                            "",
                            "",
                            "",
                            List.of(),
                            Map.of(),
                            Status.UP,
                            "",
                            now,
                            now))
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
            Directory directory = context.getBean(Directory.class);
            InstanceKey key = new InstanceKey(service, id);
            Callers.await(() -> directory.view(service).instance(key) != null);
            context.getBeanProvider(Balancers.class).ifAvailable(balancers -> {
                try {
                    Callers.await(() -> balancers.of(service).nodes().stream()
                            .anyMatch(node -> node.key().equals(key)));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
