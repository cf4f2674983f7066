package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerMetricsAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerRefreshScopedRegistryAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerStreamEventsAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakersHealthIndicatorAutoConfiguration;
import io.haplatform.core.call.CallRejectedException;
import io.haplatform.spring.balance.ServiceFallback;
import io.haplatform.spring.support.BalancedClients;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.RunningApplication;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup.ClientType;
import org.springframework.web.service.registry.ImportHttpServices;

/** A service that fails opens its breaker, whichever client calls it, and everybody can see that. */
class BreakersEndToEndTest {

    private static final String[] FIVE_FAILURES = {
        "ha.resilience.breaker.sliding-window-type=count-based", "ha.resilience.breaker.sliding-window-size=5"
    };

    private final LittleServer broken = LittleServer.answering(500, "broken");

    @AfterEach
    void stop() throws Exception {
        broken.close();
    }

    /** Of the group and service {@code interfaces}. */
    interface Interfaces {

        @GetExchange("/")
        String get();
    }

    /** Of the group and service {@code reactives}. */
    interface Reactives {

        @GetExchange("/")
        String get();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportHttpServices(group = "interfaces", types = Interfaces.class)
    @ImportHttpServices(group = "reactives", types = Reactives.class, clientType = ClientType.WEB_CLIENT)
    static class WithInterfaces {}

    /** Each client of the application as a call to a service of its own, of the same name in small letters. */
    private static Map<String, Function<String, String>> clients(ApplicationContext context) {
        Map<String, Function<String, String>> clients = new TreeMap<>();
        BalancedClients.clients(context)
                .forEach((name, client) ->
                        clients.put(name.toLowerCase(Locale.ROOT), service -> client.apply("http://" + service + "/")));
        clients.put("interfaces", service -> context.getBean(Interfaces.class).get());
        clients.put("reactives", service -> context.getBean(Reactives.class).get());
        clients.put("executed", service -> {
            try {
                return context.getBean(LoadBalancerClient.class).execute(service, instance -> {
                    throw new IOException("broken");
                });
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        return clients;
    }

    @Test
    void fiveFailuresRejectTheSixthCallOfEveryClient() {
        BalancedClients.application()
                .withUserConfiguration(WithInterfaces.class)
                .withPropertyValues(FIVE_FAILURES)
                .run(context -> {
                    Map<String, Function<String, String>> clients = clients(context);
                    assertThat(clients).hasSize(8);
                    clients.forEach((name, client) -> {
                        BalancedClients.register(context, name, "a", broken.port());
                        for (int i = 0; i < 5; i++) {
                            assertThatThrownBy(() -> client.apply(name))
                                    .as(name)
                                    .isNotInstanceOf(CallRejectedException.class);
                        }
                        int sent = broken.requests().size();
                        assertThatThrownBy(() -> client.apply(name))
                                .as(name)
                                .isInstanceOf(CallRejectedException.class)
                                .hasMessageStartingWith("Call to service '" + name + "' was not begun: its circuit"
                                        + " breaker is OPEN");
                        assertThat(broken.requests()).as(name).hasSize(sent);
                    });
                });
    }

    @Test
    void whileItIsOpenAFallbackAnswers() {
        BalancedClients.application()
                .withUserConfiguration(LastGood.class)
                .withPropertyValues(FIVE_FAILURES)
                .run(context -> {
                    BalancedClients.register(context, "orders", "a", broken.port());
                    context.getBean(CircuitBreakerRegistry.class)
                            .circuitBreaker("orders")
                            .transitionToOpenState();
                    BalancedClients.clients(context)
                            .forEach((name, client) -> assertThat(client.apply("http://orders/"))
                                    .as(name)
                                    .isEqualTo("last good"));
                    assertThat(broken.requests()).isEmpty();
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class LastGood {

        @Bean
        ServiceFallback lastGood() {
            return ServiceFallback.of(
                    "orders",
                    (request, why) -> why instanceof CallRejectedException
                            ? ServiceFallback.Answer.json(200, "last good")
                            : null);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(BalancedClients.Application.class)
    static class Web {}

    /** Resilience4j's own auto-configuration of breakers is on the class path of all tests. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            exclude = {
                CircuitBreakerRefreshScopedRegistryAutoConfiguration.class,
                CircuitBreakerAutoConfiguration.class,
                CircuitBreakerMetricsAutoConfiguration.class,
                CircuitBreakerStreamEventsAutoConfiguration.class,
                CircuitBreakersHealthIndicatorAutoConfiguration.class
            })
    @Import(BalancedClients.Application.class)
    static class WithoutTheirs {}

    @ParameterizedTest(name = "with Resilience4j''s own auto-configuration: {0}")
    @ValueSource(booleans = {true, false})
    void itIsSeenInActuatorAndPrometheus(boolean theirs) {
        try (RunningApplication application = RunningApplication.start(
                WebApplicationType.SERVLET,
                theirs ? Web.class : WithoutTheirs.class,
                "management.endpoints.web.exposure.include=ha,circuitbreakers,prometheus",
                FIVE_FAILURES[0],
                FIVE_FAILURES[1])) {
            BalancedClients.register(application.context(), "stock", "a", broken.port());
            Function<String, String> client = BalancedClients.client(application.context(), "plainRestTemplate");
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> client.apply("http://stock/")).hasMessageContaining("500");
            }
            assertThatThrownBy(() -> client.apply("http://stock/")).isInstanceOf(CallRejectedException.class);

            CircuitBreaker breaker =
                    application.bean(CircuitBreakerRegistry.class).circuitBreaker("stock");
            assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
            assertThat(application.get("/actuator/ha/breakers").body())
                    .contains("\"service\":\"stock\"", "\"state\":\"OPEN\"", "\"failed\":5", "\"rejected\":1");
            assertThat(application.get("/actuator/prometheus").body())
                    .containsPattern(
                            "resilience4j_circuitbreaker_state\\{[^}]*name=\"stock\"[^}]*state=\"open\"[^}]*} 1")
                    .containsPattern(
                            "resilience4j_circuitbreaker_not_permitted_calls_total\\{[^}]*name=\"stock\"[^}]*} 1");
            if (theirs) {
                assertThat(application.get("/actuator/circuitbreakers").body())
                        .contains("\"stock\"", "\"state\":\"OPEN\"");
            } else {
                assertThat(application.get("/actuator/circuitbreakers").statusCode())
                        .isEqualTo(404);
                assertThat(application.context().containsBean("haCircuitBreakerRegistry"))
                        .isTrue();
            }
        }
    }
}
