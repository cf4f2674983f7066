package io.haplatform.autoconfigure;

import static io.haplatform.spring.support.BalancedClients.clients;
import static io.haplatform.spring.support.BalancedClients.register;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.call.Calls;
import io.haplatform.spring.blocking.BalancedInterceptor;
import io.haplatform.spring.blocking.BalancedLoadBalancerClient;
import io.haplatform.spring.reactive.BalancedExchangeFilter;
import io.haplatform.spring.support.BalancedClients;
import io.haplatform.spring.support.LittleServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.loadbalancer.BlockingLoadBalancerInterceptor;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.LoadBalancerInterceptor;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancedExchangeFilterFunction;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerExchangeFilterFunction;
import org.springframework.cloud.loadbalancer.blocking.client.BlockingLoadBalancerClient;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestTemplate;
import reactor.core.publisher.Mono;

/** What an application balances by itself, and what of ours it switches off or has no classes for. */
class OwnBalancersTest {

    private final LittleServer first = LittleServer.answering(200, "first");
    private final LittleServer second = LittleServer.answering(200, "second");

    private final ApplicationContextRunner application = BalancedClients.application();

    @AfterEach
    void stop() throws Exception {
        first.close();
        second.close();
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
}
