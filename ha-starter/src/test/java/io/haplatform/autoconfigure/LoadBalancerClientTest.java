package io.haplatform.autoconfigure;

import static io.haplatform.spring.support.BalancedClients.inFlight;
import static io.haplatform.spring.support.BalancedClients.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import io.haplatform.core.instance.Observation;
import io.haplatform.core.registry.Directory;
import io.haplatform.spring.support.BalancedClients;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.RunningApplication;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import reactor.core.publisher.Mono;

/** Spring Cloud's contracts for those who choose an instance themselves. */
class LoadBalancerClientTest {

    private final LittleServer first = LittleServer.answering(200, "first");
    private final LittleServer second = LittleServer.answering(200, "second");

    private final ApplicationContextRunner application = BalancedClients.application();

    @AfterEach
    void stop() throws Exception {
        first.close();
        second.close();
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
    void whatRefusesACallIsPublished() {
        application.run(context -> {
            register(context, "orders", "a", LittleServer.deadPort());

            assertThatException()
                    .isThrownBy(() -> context.getBean(LoadBalancerClient.class).execute("orders", instance -> {
                        new Socket(instance.getHost(), instance.getPort()).close();
                        return "answered";
                    }));

            Directory directory = context.getBean(Directory.class);
            RunningApplication.await("the refusal", () -> directory.view("orders").instances().stream()
                    .flatMap(instance -> instance.observations().stream())
                    .anyMatch(seen -> seen.evidence() == Observation.Evidence.REFUSED));
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
}
