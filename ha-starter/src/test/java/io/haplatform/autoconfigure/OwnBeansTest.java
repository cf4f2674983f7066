package io.haplatform.autoconfigure;

import static io.haplatform.spring.support.BalancedClients.register;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.call.CallPolicy;
import io.haplatform.core.call.Calls;
import io.haplatform.core.observe.Prober;
import io.haplatform.core.observe.Suspicions;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.time.Time;
import io.haplatform.spring.blocking.BalancedInterceptor;
import io.haplatform.spring.blocking.Transports;
import io.haplatform.spring.reactive.BalancedExchangeFilter;
import io.haplatform.spring.reactive.NettyConnectTimeout;
import io.haplatform.spring.support.BalancedClients;
import io.haplatform.spring.support.LittleServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.loadbalancer.BlockingLoadBalancerInterceptor;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.RestTemplateCustomizer;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancedExchangeFilterFunction;
import org.springframework.cloud.loadbalancer.blocking.client.BlockingLoadBalancerClient;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Mono;

/** Balancing, calls and clients: each bean of ours that an application replaces, and each class it may do without. */
class OwnBeansTest {

    private final LittleServer well = LittleServer.answering(200, "well");
    private final ApplicationContextRunner application = BalancedClients.application();

    @AfterEach
    void stop() throws Exception {
        well.close();
    }

    private static String by(ApplicationContext context, String client) {
        return BalancedClients.client(context, client).apply("http://orders/");
    }

    @Test
    void balancersCallsAndProberOfTheApplicationsOwnAreUsed() {
        application.withUserConfiguration(OwnCore.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(Balancers.class)).isSameAs(context.getBean("ownBalancers"));
            assertThat(context.getBean(Calls.class)).isSameAs(context.getBean("ownCalls"));
            assertThat(context.getBean(Prober.class)).isSameAs(context.getBean("ownProber"));
            assertThat(context.getBean(Transports.class)).isSameAs(context.getBean("ownTransports"));
            register(context, "orders", "a", well.port());
            assertThat(by(context, "plainRestTemplate")).isEqualTo("well");
            assertThat(context.getBean("ownBalancers", Balancers.class)
                            .of("orders")
                            .begun())
                    .isEqualTo(1);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnCore {

        @Bean
        Balancers ownBalancers(Directory directory, Time time) {
            return new Balancers(
                    directory, time, RandomGenerator.getDefault(), List.of(), service -> BalancePolicy.DEFAULT);
        }

        @Bean
        Calls ownCalls(Balancers balancers, Suspicions suspicions, Time time) {
            return new Calls(
                    balancers,
                    suspicions,
                    time,
                    RandomGenerator.getDefault(),
                    service -> CallPolicy.DEFAULT,
                    List.of(),
                    List.of());
        }

        @Bean
        Prober ownProber() {
            return (instance, timeout) -> new CompletableFuture<>();
        }

        @Bean
        Transports ownTransports(Time time) {
            return new Transports(time);
        }
    }

    @Test
    void aLoadBalancerClientOfTheApplicationsOwnChooses() {
        application.withUserConfiguration(OwnLoadBalancerClient.class).run(context -> {
            assertThat(context.getBean(LoadBalancerClient.class)).isSameAs(context.getBean("ownClient"));
            assertThat(context).hasSingleBean(LoadBalancerClient.class).hasSingleBean(BalancedInterceptor.class);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnLoadBalancerClient {

        @Bean
        LoadBalancerClient ownClient(LoadBalancerClientFactory factory) {
            return new BlockingLoadBalancerClient(factory);
        }
    }

    @Test
    void anInterceptorOfTheApplicationsOwnSendsWhatBlockingClientsAskFor() {
        application.withUserConfiguration(OwnInterceptor.class).run(context -> {
            assertThat(context).doesNotHaveBean(BalancedInterceptor.class).doesNotHaveBean(Transports.class);
            assertThat(by(context, "plainRestClientBuilder")).isEqualTo("own");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnInterceptor {

        @Bean
        @Primary
        BlockingLoadBalancerInterceptor ownInterceptor() {
            return (request, body, execution) -> new MockClientHttpResponse(new byte[] {'o', 'w', 'n'}, HttpStatus.OK);
        }
    }

    @Test
    void aCustomizerOfTheApplicationsOwnSaysWhatRestTemplatesDo() {
        application.withUserConfiguration(OwnCustomizer.class).run(context -> {
            assertThat(context).hasSingleBean(RestTemplateCustomizer.class);
            assertThat(context.getBean("plainRestTemplate", RestTemplate.class).getInterceptors())
                    .isEmpty();
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnCustomizer {

        @Bean
        RestTemplateCustomizer ownCustomizer() {
            return template -> {};
        }
    }

    @Test
    void aFilterOfTheApplicationsOwnSendsWhatReactiveClientsAskFor() {
        application.withUserConfiguration(OwnFilter.class).run(context -> {
            assertThat(context).doesNotHaveBean(BalancedExchangeFilter.class);
            assertThat(by(context, "webClientBuilder")).isEqualTo("own");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnFilter {

        @Bean
        @Primary
        LoadBalancedExchangeFilterFunction ownFilter() {
            return (request, next) ->
                    Mono.just(ClientResponse.create(HttpStatus.OK).body("own").build());
        }
    }

    @Test
    void aConnectTimeoutOfTheApplicationsOwnStandsInForOurs() {
        application
                .withUserConfiguration(OwnConnectTimeout.class)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(NettyConnectTimeout.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnConnectTimeout {

        @Bean
        static NettyConnectTimeout own(ApplicationContext context) {
            return new NettyConnectTimeout(context, () -> Duration.ofSeconds(5));
        }
    }

    @Test
    void withoutSpringCloudLoadBalancerNothingIsBalanced() {
        // not all: Spring Cloud's own do not start without the classes that lie beside them
        new ApplicationContextRunner()
                .withClassLoader(new FilteredClassLoader("org.springframework.cloud.loadbalancer"))
                .withConfiguration(AutoConfigurations.of(
                        HaTimeAutoConfiguration.class,
                        HaRegistryAutoConfiguration.class,
                        HaLoadBalancerAutoConfiguration.class,
                        HaBlockingClientAutoConfiguration.class,
                        HaReactiveClientAutoConfiguration.class))
                .withPropertyValues("ha.registry.type=memory")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Directory.class)
                        .doesNotHaveBean(Balancers.class)
                        .doesNotHaveBean(Calls.class));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Plain {}

    @Test
    void withoutSpringsBlockingClientsReactiveOnesWork() {
        new ApplicationContextRunner()
                .withClassLoader(new FilteredClassLoader(RestTemplate.class))
                .withUserConfiguration(Plain.class)
                .withPropertyValues("spring.application.name=caller", "ha.registry.type=memory")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Calls.class)
                        .hasSingleBean(BalancedExchangeFilter.class)
                        .doesNotHaveBean(BalancedInterceptor.class));
    }

    @Test
    void withoutReactorNettyWebClientsWork() {
        application.withClassLoader(new FilteredClassLoader("reactor.netty")).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(NettyConnectTimeout.class);
            register(context, "orders", "a", well.port());
            assertThat(by(context, "webClientBuilder")).isEqualTo("well");
        });
    }
}
