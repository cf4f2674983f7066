package io.haplatform.autoconfigure;

import static io.haplatform.spring.support.BalancedClients.clients;
import static io.haplatform.spring.support.BalancedClients.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.spring.balance.ServiceFallback;
import io.haplatform.spring.support.BalancedClients;
import io.haplatform.spring.support.InOrder;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.Noted;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every load-balanced client of an application makes of its instances. */
class LoadBalancedClientsTest {

    private final LittleServer first = LittleServer.answering(200, "first");
    private final LittleServer second = LittleServer.answering(200, "second");

    private final ApplicationContextRunner application = BalancedClients.application();

    @AfterEach
    void stop() throws Exception {
        first.close();
        second.close();
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
    void lifecyclesOfSpringCloudHearOfEveryAttemptOnce() throws Exception {
        // a reset, unlike a refusal, makes no instance suspect: it is tried first each time
        try (LittleServer resets = LittleServer.of(exchange -> {
            exchange.reset();
            return false;
        })) {
            application
                    .withUserConfiguration(Noted.class)
                    .withBean(InOrder.class)
                    .withPropertyValues("ha.load-balancer.strategy=IN_ORDER")
                    .run(context -> {
                        register(context, "orders", "a", resets.port());
                        register(context, "orders", "b", second.port());
                        Noted noted = context.getBean(Noted.class);
                        clients(context).forEach((name, client) -> {
                            noted.words.clear();
                            assertThat(client.apply("http://orders/x")).isEqualTo("second");
                            assertThat(noted.words)
                                    .as(name)
                                    .containsExactly("start", "a chosen", "a FAILED", "b chosen", "b SUCCESS 200 OK");
                            noted.words.clear();
                            assertThatThrownBy(() -> client.apply("http://nobody/"))
                                    .isInstanceOf(NoInstanceException.class);
                            assertThat(noted.words).as(name).containsExactly("start", "null DISCARD");
                        });
                    });
        }
    }
}
