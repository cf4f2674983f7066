package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.Node;
import io.haplatform.spring.support.BalancedClients;
import io.haplatform.spring.support.LittleServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.registry.HttpServiceGroup.ClientType;
import org.springframework.web.service.registry.ImportHttpServices;

/** Interfaces whose implementation is Spring's: balanced without a base-url, and with lb://. */
class HttpInterfacesTest {

    private final LittleServer well = LittleServer.answering(200, "well");

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withPropertyValues(
                    "spring.application.name=caller",
                    "ha.registry.type=memory",
                    "spring.http.serviceclient.stock.base-url=lb://orders");

    @AfterEach
    void stop() throws Exception {
        well.close();
    }

    /** Of the group {@code orders}, which names the service. */
    interface Orders {

        @GetExchange("/one")
        String one();

        @PostExchange("/other")
        String other();
    }

    /** Of the group {@code stock}, whose base-url names it. */
    interface Stock {

        @GetExchange("/stock")
        String stock();
    }

    /** As {@link Orders}, over WebClient. */
    interface ReactiveOrders {

        @GetExchange("/reactive")
        String reactive();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @ImportHttpServices(group = "orders", types = Orders.class)
    @ImportHttpServices(group = "stock", types = Stock.class)
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @ImportHttpServices(group = "orders", types = ReactiveOrders.class, clientType = ClientType.WEB_CLIENT)
    static class Reactive {}

    @Test
    void aGroupWithoutABaseUrlIsTheServiceOfItsName() {
        application.run(context -> {
            BalancedClients.register(context, "orders", "a", LittleServer.deadPort());
            BalancedClients.register(context, "orders", "b", well.port());
            Orders orders = context.getBean(Orders.class);
            for (int i = 0; i < 3; i++) {
                assertThat(orders.one()).isEqualTo("well");
                assertThat(orders.other()).isEqualTo("well");
            }
            assertThat(well.requests()).hasSize(6);
            assertThat(context.getBean(Balancers.class).of("orders").nodes().stream()
                            .mapToInt(Node::inFlight)
                            .sum())
                    .isZero();
        });
    }

    @Test
    void aBaseUrlWithLbNamesTheService() {
        application.run(context -> {
            BalancedClients.register(context, "orders", "a", well.port());
            assertThat(context.getBean(Stock.class).stock()).isEqualTo("well");
            assertThat(well.requests().get(0).line()).isEqualTo("GET /stock HTTP/1.1");
        });
    }

    @Test
    void aGroupOverWebClientIsBalancedAlike() {
        new ApplicationContextRunner()
                .withUserConfiguration(Reactive.class)
                .withPropertyValues("spring.application.name=caller", "ha.registry.type=memory")
                .run(context -> {
                    BalancedClients.register(context, "orders", "a", LittleServer.deadPort());
                    BalancedClients.register(context, "orders", "b", well.port());
                    ReactiveOrders orders = context.getBean(ReactiveOrders.class);
                    assertThat(List.of(orders.reactive(), orders.reactive())).containsOnly("well");
                });
    }
}
